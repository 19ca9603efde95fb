import type { Statement } from '../statements/statement';
import { nextToken, openTokens, type TokenKind, upperWord } from '../statements/tokens';

/** A token of a statement, comments and blanks left out. */
export interface StatementToken {
  readonly kind: TokenKind;
  /** As it is written. */
  readonly source: string;
  /** Upper case, of an unquoted word. */
  readonly word: string | undefined;
}

/** The tokens of a statement, at most `max` of them. */
export function readStatementTokens(
  text: Buffer,
  { start, end }: Pick<Statement, 'start' | 'end'>,
  max: number,
): readonly StatementToken[] {
  const tokens: StatementToken[] = [];
  const cursor = openTokens(text.subarray(start, end));
  for (let kind = nextToken(cursor); kind !== 'end' && tokens.length < max; kind = nextToken(cursor)) {
    const source = cursor.text.toString('utf8', cursor.start, cursor.end);
    tokens.push({ kind, source, word: kind === 'word' ? upperWord(cursor) : undefined });
  }
  return tokens;
}

/** What a string constant or a quoted name means; other tokens are what is written. Escapes of `E'…'` are left as they are. */
export function unquoteToken({ kind, source }: StatementToken): string {
  switch (kind) {
    case 'string':
      return source.slice(source.indexOf("'") + 1, -1).replaceAll("''", "'");
    case 'quoted-identifier':
      return source.slice(source.indexOf('"') + 1, -1).replaceAll('""', '"');
    case 'dollar-string':
      return source.replace(/^\$[^$]*\$([\s\S]*)\$[^$]*\$$/, '$1');
    default:
      return source;
  }
}
