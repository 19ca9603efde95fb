import { createHash } from 'node:crypto';
import { cutName, maxNameBytes } from '../sql/names/cut-name';
import { endOfQuote, type OptionText, optionInvalid } from './option-text';

/** A name read from an option, and the index after it. */
export interface ParsedName {
  readonly name: string;
  readonly quoted: boolean;
  readonly end: number;
}

/**
 * The name that begins at `start`: bare (letters, digits, `_`, `-`, `$`), taken as it is typed, or in double quotes,
 * where any character may stand. Throws OPTION_INVALID on anything else and on names over 63 bytes.
 */
export function parseName(source: OptionText, start: number): ParsedName {
  const quoted = source.text[start] === '"';
  const end = quoted ? endOfQuote(source, start) : start + (bareName.exec(source.text.slice(start))?.[0].length ?? 0);
  const name = quoted ? source.text.slice(start + 1, end - 1).replaceAll('""', '"') : source.text.slice(start, end);
  if (name === '') throw optionInvalid(source, start, 'a name is expected', 'Put unusual names in double quotes.');
  if (name.includes('\0')) throw optionInvalid(source, start, 'a name cannot hold a NUL character');
  if (Buffer.byteLength(name) > maxNameBytes) {
    throw optionInvalid(source, start, `the name is longer than the ${maxNameBytes} bytes that PostgreSQL keeps`);
  }
  return { name, quoted, end };
}

/**
 * Name of a table from a word in any style: `UserProfile`, `user-profile` and `user profile` are `user_profile`. In
 * double quotes it is taken as it is. Throws OPTION_INVALID.
 */
export function parseTableName(source: OptionText, start = 0): ParsedName {
  const parsed = parseName(source, start);
  return parsed.quoted ? parsed : { ...parsed, name: toSnakeCase(parsed.name) };
}

/** The whole text as a table's name; see `parseTableName`. Throws OPTION_INVALID when something follows the name. */
export function toTableName(source: OptionText): string {
  const trimmed = { option: source.option, text: source.text.trim() };
  const { name, end } = parseTableName(trimmed);
  if (end === trimmed.text.length) return name;
  throw optionInvalid(trimmed, end, 'a name ends here', 'Use letters, digits and _, or put the name in double quotes.');
}

/**
 * Parts joined by `_`, at most 63 bytes: a longer name is cut and ends in a hash of the whole, so that it is the same
 * each time and two long names stay two.
 */
export function generatedName(...parts: readonly string[]): string {
  const whole = parts.join('_');
  if (Buffer.byteLength(whole) <= maxNameBytes) return whole;
  const suffix = `_${createHash('sha256').update(whole).digest('hex').slice(0, 8)}`;
  return `${cutName(whole, maxNameBytes - suffix.length)}${suffix}`;
}

const bareName = /^[\p{L}_][\p{L}\p{M}\p{N}_$-]*/u;

function toSnakeCase(text: string): string {
  const snake = splitWords(text).join('_');
  // What has no letters (`_`, `__`) is a name as it stands.
  return snake === '' ? text : `${/^_*/.exec(text)?.[0] ?? ''}${snake}`;
}

function splitWords(text: string): readonly string[] {
  return text
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}
