import { nextToken, openTokens, type TokenKind } from '../sql/statements/tokens';

/** A token of a text that the server keeps, with what stands before it: blanks and comments. */
export interface TextToken {
  readonly kind: TokenKind;
  readonly text: string;
  readonly gap: string;
}

/** Tokens of SQL or PL/pgSQL as they are written; the last is `end`, with the gap that ends the text. */
export function readTokens(text: string): readonly TextToken[] {
  const cursor = openTokens(Buffer.from(text));
  const tokens: TextToken[] = [];
  let kind: TokenKind;
  do {
    const from = cursor.end;
    kind = nextToken(cursor);
    const part = (start: number, end: number): string => cursor.text.toString('utf8', start, end);
    tokens.push({ kind, text: part(cursor.start, cursor.end), gap: part(from, cursor.start) });
  } while (kind !== 'end');
  return tokens;
}
