import type { Statement } from '../sql/statement';
import { nextToken, openTokens, type TokenCursor, upperWord } from '../sql/tokens';

/** CREATE or DROP INDEX CONCURRENTLY: which index, as it is written in the statement. */
export type ConcurrentIndexStatement =
  | {
      readonly action: 'create';
      /** Undefined when PostgreSQL is to choose the name. */
      readonly name: string | undefined;
      readonly table: string;
      readonly ifNotExists: boolean;
    }
  | { readonly action: 'drop'; readonly name: string };

/** The parts of a statement that builds or drops one index concurrently; undefined for any other statement. */
export function parseConcurrentIndex(text: Buffer, statement: Statement): ConcurrentIndexStatement | undefined {
  const tokens = tokensOf(text, statement);
  const at = tokens.findIndex(({ word }) => word === 'CONCURRENTLY');
  const head = tokens.slice(0, at).map(({ word }) => word);
  if (at < 0 || head.at(-1) !== 'INDEX') {
    return undefined;
  }
  switch (head[0]) {
    case 'CREATE':
      return parseCreate(tokens.slice(at + 1));
    case 'DROP':
      return parseDrop(tokens.slice(at + 1));
    default:
      return undefined;
  }
}

interface Token {
  readonly source: string;
  /** Upper-cased, only of an unquoted word. */
  readonly word: string | undefined;
}

function parseCreate(tokens: readonly Token[]): ConcurrentIndexStatement | undefined {
  const ifNotExists = tokens[0]?.word === 'IF';
  const rest = ifNotExists ? tokens.slice(3) : tokens;
  const unnamed = rest[0]?.word === 'ON';
  const afterOn = rest.slice(unnamed ? 1 : 2);
  const table = readName(afterOn[0]?.word === 'ONLY' ? afterOn.slice(1) : afterOn);
  return table === undefined
    ? undefined
    : { action: 'create', name: unnamed ? undefined : rest[0]?.source, table, ifNotExists };
}

function parseDrop(tokens: readonly Token[]): ConcurrentIndexStatement | undefined {
  const name = readName(tokens[0]?.word === 'IF' ? tokens.slice(2) : tokens);
  return name === undefined ? undefined : { action: 'drop', name };
}

/** `name` or `schema.name` from the first tokens. */
function readName(tokens: readonly Token[]): string | undefined {
  const [first, dot, second] = tokens;
  if (!first) {
    return undefined;
  }
  return dot?.source === '.' && second ? `${first.source}.${second.source}` : first.source;
}

/** The first tokens are enough: names stand before any expression. */
const maxTokens = 20;

function tokensOf(text: Buffer, statement: Statement): readonly Token[] {
  const cursor = openTokens(text, statement.start);
  const tokens: Token[] = [];
  while (tokens.length < maxTokens && nextToken(cursor) !== 'end' && cursor.start < statement.end) {
    tokens.push({ source: text.toString('utf8', cursor.start, cursor.end), word: wordOf(cursor) });
  }
  return tokens;
}

function wordOf(cursor: TokenCursor): string | undefined {
  return cursor.kind === 'word' ? upperWord(cursor) : undefined;
}
