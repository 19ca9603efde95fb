import { type LeadingToken, readLeadingTokens, readName } from '../../sql/statements/leading-tokens';
import type { Statement } from '../../sql/statements/statement';

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
  const tokens = readLeadingTokens(text, statement);
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

function parseCreate(tokens: readonly LeadingToken[]): ConcurrentIndexStatement | undefined {
  const ifNotExists = tokens[0]?.word === 'IF';
  const rest = ifNotExists ? tokens.slice(3) : tokens;
  const unnamed = rest[0]?.word === 'ON';
  const afterOn = rest.slice(unnamed ? 1 : 2);
  const table = readName(afterOn[0]?.word === 'ONLY' ? afterOn.slice(1) : afterOn);
  return table === undefined
    ? undefined
    : { action: 'create', name: unnamed ? undefined : rest[0]?.source, table, ifNotExists };
}

function parseDrop(tokens: readonly LeadingToken[]): ConcurrentIndexStatement | undefined {
  const name = readName(tokens[0]?.word === 'IF' ? tokens.slice(2) : tokens);
  return name === undefined ? undefined : { action: 'drop', name };
}
