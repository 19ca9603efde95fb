import type { Statement } from './statement';
import { nextToken, openTokens, type TokenCursor, upperWord } from './tokens';

/** A token as it is written. */
export interface LeadingToken {
  readonly source: string;
  /** Upper-cased, only of an unquoted word. */
  readonly word: string | undefined;
}

/** Names stand before any expression, so the first tokens of a statement are enough to find them. */
const maxTokens = 20;

/** The first tokens of a statement. */
export function readLeadingTokens(text: Buffer, statement: Statement): readonly LeadingToken[] {
  const cursor = openTokens(text, statement.start);
  const tokens: LeadingToken[] = [];
  while (tokens.length < maxTokens && nextToken(cursor) !== 'end' && cursor.start < statement.end) {
    tokens.push({ source: text.toString('utf8', cursor.start, cursor.end), word: wordOf(cursor) });
  }
  return tokens;
}

/** `name` or `schema.name` at the beginning of tokens, as it is written. */
export function readName(tokens: readonly LeadingToken[]): string | undefined {
  const [first, dot, second] = tokens;
  if (!first) {
    return undefined;
  }
  return dot?.source === '.' && second ? `${first.source}.${second.source}` : first.source;
}

function wordOf(cursor: TokenCursor): string | undefined {
  return cursor.kind === 'word' ? upperWord(cursor) : undefined;
}
