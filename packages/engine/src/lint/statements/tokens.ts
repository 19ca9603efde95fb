import type { Statement } from '../../sql/statements/statement';
import { nextToken, openTokens, type TokenKind, upperWord } from '../../sql/statements/tokens';

/** A token of a statement, as rules look at it. */
export interface Token {
  readonly kind: TokenKind;
  /** As it is written. */
  readonly source: string;
  /** Upper-cased, only of an unquoted word. */
  readonly word: string | undefined;
  /** How many parentheses are around it; those themselves count as outside. */
  readonly depth: number;
}

/** More than this no statement has that says what a table looks like; rules read the beginning of longer ones. */
const maxTokens = 20_000;

/** The tokens of a statement, without comments. */
export function readTokens(text: Buffer, { start, end }: Pick<Statement, 'start' | 'end'>): readonly Token[] {
  const cursor = openTokens(text.subarray(start, end));
  const tokens: Token[] = [];
  let depth = 0;
  for (let kind = nextToken(cursor); kind !== 'end' && tokens.length < maxTokens; kind = nextToken(cursor)) {
    if (kind === 'close') depth--;
    const word = kind === 'word' ? upperWord(cursor) : undefined;
    tokens.push({ kind, source: cursor.text.toString('utf8', cursor.start, cursor.end), word, depth });
    if (kind === 'open') depth++;
  }
  return tokens;
}

/** Whether these words stand at an index. */
export function hasWords(tokens: readonly Token[], at: number, ...words: readonly string[]): boolean {
  return words.every((word, index) => tokens[at + index]?.word === word);
}

/** Index of the first of these words outside parentheses, at or after `from`; -1 when there is none. */
export function findWords(tokens: readonly Token[], words: readonly string[], from = 0): number {
  return tokens.findIndex((token, index) => index >= from && token.depth === 0 && hasWords(tokens, index, ...words));
}

/** The index after those words when they stand there, otherwise the index itself. */
export function skipWords(tokens: readonly Token[], at: number, ...words: readonly string[]): number {
  return hasWords(tokens, at, ...words) ? at + words.length : at;
}

/** Index of the parenthesis that closes the one at `open`; the last token's when none does. */
export function closingOf(tokens: readonly Token[], open: number): number {
  const depth = tokens[open]?.depth ?? 0;
  const close = tokens.findIndex((token, index) => index > open && token.kind === 'close' && token.depth === depth);
  return close < 0 ? tokens.length - 1 : close;
}

/** The tokens split at commas outside parentheses. */
export function splitAtCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const depth = Math.min(...tokens.map((token) => token.depth));
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.source === ',' && token.depth === depth) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The tokens as SQL again. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ source }) => source).join(' ');
}
