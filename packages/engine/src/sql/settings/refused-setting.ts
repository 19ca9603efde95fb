import type { Setting } from './read-settings';

/**
 * Why a script may not make a setting, or undefined. Scripts are split and sent whole, as UTF-8 with standard strings,
 * and what they did is recorded in their own transaction: a setting against that would do nothing, or break the record.
 * `text` is undefined for a script that is not held.
 */
export function whyRefused({ name, value }: Setting, text: Buffer | undefined): string | undefined {
  switch (name) {
    case 'standard_conforming_strings':
      return value !== undefined && isOff(value)
        ? `${name} = ${value}: strings are read by the standard, where a backslash is itself; write E'…' where it escapes, and leave this out`
        : undefined;
    case 'client_encoding':
      return value !== undefined && !readAsUtf8.has(value.replaceAll(/[^a-z0-9]/g, '')) && !(text && isAscii(text))
        ? `${name} = ${value}: the file is read and sent as UTF-8; leave this out, and save the file as UTF-8`
        : undefined;
    case 'transaction_read_only':
    case 'default_transaction_read_only':
      return value !== undefined && !isOff(value)
        ? 'READ ONLY: history is written in the transaction of the script; leave this out'
        : undefined;
    default:
      return undefined;
  }
}

/** PostgreSQL's spellings of false, each of which may be cut short. */
function isOff(value: string): boolean {
  return (
    value === '0' || ['off', 'false', 'no'].some((word) => word.startsWith(value) && value !== 'o' && value !== '')
  );
}

/** UTF-8 in its spellings; SQL_ASCII takes bytes as they are. */
const readAsUtf8 = new Set(['utf8', 'unicode', 'sqlascii']);

/** ASCII is the same in every encoding of a client. */
function isAscii(text: Buffer): boolean {
  return text.every((byte) => byte < 128);
}
