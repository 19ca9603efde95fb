import { quoteLiteral } from '../../sql/names/quote';
import { endOfQuote, type OptionText, optionInvalid, outerCharacters } from '../option-text';
import { parseExpression } from './expression';

/** A column's default. */
export interface DefaultValue {
  readonly sql: string;
  /**
   * `constant`: one value for all rows, so that a column can be added without rewriting the table. `computed`: perhaps
   * another for each row, as `gen_random_uuid()`.
   */
  readonly kind: 'constant' | 'computed';
}

/** A default that was read, and the index after it. */
export interface ParsedDefault {
  readonly value: DefaultValue;
  readonly end: number;
}

/**
 * The default that begins at `start`. Numbers, true, false, null, quoted texts, function calls, keywords such as
 * `current_timestamp` and anything in parentheses stay SQL as typed, each with an optional `::type`; any other word is
 * a text and gets quotes: `=draft` is `'draft'`. Throws OPTION_INVALID.
 */
export function parseDefault(source: OptionText, start: number): ParsedDefault {
  const rest = source.text.slice(start);
  const plain = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|true|false|null)(?![\w.-])/i.exec(rest)?.[0];
  if (plain !== undefined) return withCast(source, start, start + plain.length, 'constant');
  if (rest.startsWith("'")) return withCast(source, start, endOfQuote(source, start), 'constant');
  const keyword = /^(?:current_(?:timestamp|date|time)|localtime(?:stamp)?)(?![\w(.-])/i.exec(rest)?.[0];
  if (keyword !== undefined) return withCast(source, start, start + keyword.length, 'constant');
  const session = /^(?:current_(?:user|role|schema|catalog)|session_user)(?![\w(.-])/i.exec(rest)?.[0];
  if (session !== undefined) return withCast(source, start, start + session.length, 'constant');
  const call = /^(?:[A-Za-z_][\w.]*)?\(/.exec(rest)?.[0];
  if (call !== undefined) {
    const end = endOfBrackets(source, start + call.length - 1);
    return withCast(source, start, end, stableCall.test(source.text.slice(start, end)) ? 'constant' : 'computed');
  }
  const word = /^[^\s'"();!?]+/.exec(rest)?.[0];
  if (word === undefined) throw optionInvalid(source, start, 'a default is expected');
  return { value: { sql: quoteLiteral(word), kind: 'constant' }, end: start + word.length };
}

/** Functions that give one value for a whole statement; PostgreSQL computes such a default once. */
const stableCall = /^(?:pg_catalog\.)?(?:now|transaction_timestamp|statement_timestamp)\(\s*\)$/i;

function withCast(source: OptionText, start: number, end: number, kind: DefaultValue['kind']): ParsedDefault {
  const cast = /^\s*::\s*[a-z_][\w.]*(?:\([\d, ]*\))?(?:\[\])*/i.exec(source.text.slice(end))?.[0] ?? '';
  const sql = parseExpression(source, start, end + cast.length);
  return { value: { sql, kind }, end: end + cast.length };
}

function endOfBrackets(source: OptionText, start: number): number {
  // The first character outside all brackets comes right after the closing one.
  for (const at of outerCharacters(source, start)) return at;
  return source.text.length;
}
