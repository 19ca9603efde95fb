import { quoteIdentifier } from '../../sql/names/quote';
import type { Statement } from '../../sql/statements/statement';
import { nextToken, openTokens, type TokenKind, upperWord } from '../../sql/statements/tokens';

/** A token of a statement that may make, change or drop something. */
export interface StatementToken {
  readonly kind: TokenKind;
  /** Upper-cased, only of an unquoted word. */
  readonly word: string | undefined;
  /** A name as generators write it, quoted only where PostgreSQL needs it; undefined for what is none. */
  readonly name: string | undefined;
  readonly source: string;
  /** How many parentheses are around it. */
  readonly depth: number;
}

/** More than this no statement has that a generator needs to know. */
const maxTokens = 5_000;

/** The tokens of a statement, without comments. */
export function readStatementTokens(text: Buffer, { start, end }: Statement): readonly StatementToken[] {
  const cursor = openTokens(text.subarray(start, end));
  const tokens: StatementToken[] = [];
  let depth = 0;
  for (let kind = nextToken(cursor); kind !== 'end' && tokens.length < maxTokens; kind = nextToken(cursor)) {
    if (kind === 'close') depth--;
    const source = cursor.text.toString('utf8', cursor.start, cursor.end);
    const word = kind === 'word' ? upperWord(cursor) : undefined;
    tokens.push({ kind, word, name: nameOf(kind, source), source, depth });
    if (kind === 'open') depth++;
  }
  return tokens;
}

function nameOf(kind: TokenKind, source: string): string | undefined {
  if (kind === 'word') return quoteIdentifier(source.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
  if (kind !== 'quoted-identifier') return undefined;
  const name = source.slice(source.indexOf('"') + 1, -1).replaceAll('""', '"');
  return name === '' ? undefined : quoteIdentifier(name);
}
