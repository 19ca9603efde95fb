import { unquote } from '../session/config-call';
import { closingOf, hasWords, splitAtCommas, type Token } from './tokens';

/** The bound of a partition, as far as its values are literals. */
export type PartitionBound =
  | { readonly kind: 'list'; readonly values: readonly string[] }
  /** Of one column; undefined is no limit. */
  | { readonly kind: 'range'; readonly from: string | undefined; readonly to: string | undefined }
  /** DEFAULT, by hash, of several columns, or of values that are no literals. */
  | { readonly kind: 'other' };

const other: PartitionBound = { kind: 'other' };

/** The bound that stands behind FOR VALUES. */
export function readPartitionBound(tokens: readonly Token[]): PartitionBound {
  const at = tokens.findIndex((_, index) => hasWords(tokens, index, 'FOR', 'VALUES'));
  if (at < 0) return other;
  if (hasWords(tokens, at + 2, 'IN')) {
    const values = readList(tokens, at + 3).map(readLiteral);
    return values.every((value) => value !== undefined) ? { kind: 'list', values } : other;
  }
  const to = closingOf(tokens, at + 3) + 1;
  if (!hasWords(tokens, at + 2, 'FROM') || !hasWords(tokens, to, 'TO')) return other;
  const [from, ...moreFrom] = readList(tokens, at + 3).map(readLimit);
  const [until, ...moreTo] = readList(tokens, to + 1).map(readLimit);
  if (!from || !until || moreFrom.length > 0 || moreTo.length > 0) return other;
  return { kind: 'range', from: from.value, to: until.value };
}

function readList(tokens: readonly Token[], open: number): readonly (readonly Token[])[] {
  return splitAtCommas(tokens.slice(open + 1, closingOf(tokens, open)));
}

/** Without a value it is MINVALUE or MAXVALUE; undefined is no literal. */
function readLimit(tokens: readonly Token[]): { readonly value: string | undefined } | undefined {
  if (hasWords(tokens, 0, 'MINVALUE') || hasWords(tokens, 0, 'MAXVALUE')) return { value: undefined };
  const value = readLiteral(tokens);
  return value === undefined ? undefined : { value };
}

function readLiteral(tokens: readonly Token[]): string | undefined {
  const [first, second] = tokens;
  const isNegative = first?.source === '-';
  const literal = isNegative ? second : first;
  if (!literal || tokens.length > (isNegative ? 2 : 1)) return undefined;
  if (literal.kind === 'string' && literal.source.startsWith("'")) return unquote(literal);
  if (/^[\d.]+$/.test(literal.source)) return `${isNegative ? '-' : ''}${literal.source}`;
  return literal.word === 'TRUE' || literal.word === 'FALSE' ? literal.word.toLowerCase() : undefined;
}
