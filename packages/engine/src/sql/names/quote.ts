import { EngineError } from '../../errors';
import { reservedWords } from './reserved-words';

/**
 * A name as SQL, in quotes only when PostgreSQL needs them, as its `quote_ident` decides: for text that people read.
 * Throws OPTION_INVALID for an empty name, a NUL and half a surrogate pair: no quoting makes them a name.
 */
export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reservedWords.has(name) ? name : alwaysQuoteIdentifier(name);
}

/** A name as SQL, always in quotes: right also for keywords of servers to come. Throws as `quoteIdentifier` does. */
export function alwaysQuoteIdentifier(name: string): string {
  if (name === '') throw new EngineError('OPTION_INVALID', 'A name in SQL cannot be empty.');
  refuseUnsendable(name);
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A string as an SQL literal: `E'…'` when it holds a backslash, so that it means the same whatever
 * `standard_conforming_strings` is. Throws OPTION_INVALID for a NUL and half a surrogate pair.
 */
export function quoteLiteral(value: string): string {
  refuseUnsendable(value);
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** The value itself stays out of the message: it may be a secret. */
function refuseUnsendable(value: string): void {
  if (value.includes('\0') || /\p{Surrogate}/u.test(value)) {
    throw new EngineError('OPTION_INVALID', 'A NUL or half a surrogate pair cannot be sent to PostgreSQL.');
  }
}
