import { hasWords, type Token } from '../statements/tokens';
import { readConfigCall, settingOf, unquote } from './config-call';

/** What a statement makes of TimeZone. */
export type TimeZoneChange =
  | { readonly kind: 'set'; readonly value: string }
  /** Back to the session's own. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'none' };

/** TimeZone after `SET timezone`, `SET TIME ZONE`, `RESET` or `SELECT set_config('timezone', …)`. */
export function readTimeZone(tokens: readonly Token[]): TimeZoneChange {
  if (hasWords(tokens, 0, 'RESET', 'ALL') || hasWords(tokens, 0, 'RESET', 'TIMEZONE')) return { kind: 'reset' };
  const called = readConfigCall(tokens, 'timezone');
  if (called !== undefined) return { kind: 'set', value: called };
  const at = settingOf(tokens);
  if (at === undefined) return { kind: 'none' };
  if (hasWords(tokens, at, 'TIME', 'ZONE')) return zoneOf(tokens.slice(at + 2));
  return hasWords(tokens, at, 'TIMEZONE') ? zoneOf(tokens.slice(at + 2)) : { kind: 'none' };
}

function zoneOf(tokens: readonly Token[]): TimeZoneChange {
  const [first] = tokens;
  if (!first || first.word === 'DEFAULT' || first.word === 'LOCAL') return { kind: 'reset' };
  const value = first.kind === 'string' ? unquote(first) : tokens.map(({ source }) => source).join('');
  // Hours without a name: `SET TIME ZONE 0` is UTC.
  return { kind: 'set', value: /^[+-]?0+$/.test(value) ? 'UTC' : value };
}
