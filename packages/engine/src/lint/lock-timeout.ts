import { parseDuration } from '../migrations/duration';
import { hasWords, type Token } from './tokens';

/** Milliseconds of `SET lock_timeout`, 0 for no limit and for what cannot be read; undefined for another statement. */
export function readLockTimeout(tokens: readonly Token[]): number | undefined {
  if (tokens[0]?.word !== 'SET') return undefined;
  const at = tokens[1]?.word === 'LOCAL' || tokens[1]?.word === 'SESSION' ? 2 : 1;
  if (!hasWords(tokens, at, 'LOCK_TIMEOUT')) return undefined;
  const value = tokens[at + 2]?.source ?? '';
  if (/^\d+$/.test(value)) return Number(value);
  const text = value.replaceAll("'", '').trim();
  return /^\d+$/.test(text) ? Number(text) : (parseDuration(text) ?? 0);
}
