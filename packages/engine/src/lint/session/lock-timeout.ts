import { parseDuration } from '../../migrations/duration';
import { hasWords, type Token } from '../statements/tokens';
import { readConfigCall, settingOf } from './config-call';

/**
 * Milliseconds of `SET lock_timeout`, 0 for no limit and for what cannot be read, which the default of `RESET` is too;
 * undefined for another statement.
 */
export function readLockTimeout(tokens: readonly Token[]): number | undefined {
  if (hasWords(tokens, 0, 'RESET', 'LOCK_TIMEOUT') || hasWords(tokens, 0, 'RESET', 'ALL')) return 0;
  const called = readConfigCall(tokens, 'lock_timeout');
  if (called !== undefined) return readTime(called);
  const at = settingOf(tokens);
  if (at === undefined || !hasWords(tokens, at, 'LOCK_TIMEOUT')) return undefined;
  return readTime((tokens[at + 2]?.source ?? '').replaceAll("'", ''));
}

function readTime(value: string): number {
  const text = value.trim();
  return /^\d+$/.test(text) ? Number(text) : (parseDuration(text) ?? 0);
}
