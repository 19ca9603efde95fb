import { readNameAt } from './names';
import { type StatementView, type Target, tableTarget } from './rule';
import { closingOf, hasWords, skipWords, type Token } from './tokens';

/** Work on the rows of a table, which lasts as long as there are rows. */
export interface TableWork {
  readonly target: Target;
  /** As `UPDATE`, `VALIDATE CONSTRAINT`. */
  readonly what: string;
  /** Whether it locks every row of the table. */
  readonly locksAllRows: boolean;
}

/** What stands between these verbs and their table. */
const intoWords: Readonly<Record<string, string | undefined>> = { UPDATE: undefined, DELETE: 'FROM', MERGE: 'INTO' };

function isVerb(word: string | undefined): word is string {
  return word !== undefined && Object.hasOwn(intoWords, word);
}

/** Index of the word that says what a query does, behind its WITH; -1 when there is none. */
function findMainVerb(tokens: readonly Token[]): number {
  // Behind another verb `UPDATE` is something else: ON CONFLICT DO UPDATE, SELECT … FOR UPDATE.
  const isAnyVerb = (word: string | undefined) => isVerb(word) || word === 'SELECT' || word === 'INSERT';
  return tokens.findIndex(({ depth, word }) => depth === 0 && isAnyVerb(word));
}

/** The verb of a query that begins with WITH, or else the first of its parts `AS (UPDATE …)`. */
function findVerb(tokens: readonly Token[]): number {
  const main = findMainVerb(tokens);
  if (isVerb(tokens[main]?.word)) return main;
  return tokens.findIndex(({ depth, word }, at) => depth === 1 && isVerb(word) && tokens[at - 1]?.kind === 'open');
}

/**
 * The rows that a statement goes through: those that UPDATE, DELETE, MERGE and VALIDATE CONSTRAINT change or check, or
 * those of the tables from which it fills another. Empty for other statements.
 */
export function findTableWork(statement: StatementView): readonly TableWork[] {
  const changed = findChangedRows(statement);
  return changed ? [changed] : findCopiedRows(statement.tokens);
}

function findChangedRows({ tokens, alterTable }: StatementView): TableWork | undefined {
  if (alterTable?.actions.some((action) => hasWords(action, 0, 'VALIDATE', 'CONSTRAINT'))) {
    const { table, only, ifExists } = alterTable;
    return {
      target: tableTarget(table, { children: only ? 'none' : 'inherited', ifExists }),
      what: 'VALIDATE CONSTRAINT',
      locksAllRows: false,
    };
  }
  const start = tokens[0]?.word === 'WITH' ? findVerb(tokens) : 0;
  const verb = tokens[start]?.word;
  if (!isVerb(verb)) return undefined;
  const into = intoWords[verb];
  const afterVerb = into === undefined ? start + 1 : skipWords(tokens, start + 1, into);
  const afterOnly = skipWords(tokens, afterVerb, 'ONLY');
  const table = readNameAt(tokens, afterOnly)?.name;
  if (!table) return undefined;
  const isInside = tokens[start - 1]?.kind === 'open';
  const part = tokens.slice(start, isInside ? closingOf(tokens, start - 1) : undefined);
  const isNarrowed = part.some(({ word, depth }) => word === 'WHERE' && depth === tokens[start]?.depth);
  const locksAllRows = verb !== 'MERGE' && !isNarrowed;
  return {
    target: tableTarget(table, { children: afterOnly > afterVerb ? 'none' : 'inherited' }),
    what: verb,
    locksAllRows,
  };
}

/** The tables that INSERT … SELECT and CREATE TABLE … AS read: what stands behind FROM and JOIN and is no name of WITH. */
function findCopiedRows(tokens: readonly Token[]): readonly TableWork[] {
  const what = describeFilling(tokens);
  if (what === undefined) return [];
  const queries = readQueryNames(tokens);
  // Whether there is a SELECT in the parentheses around a token: FROM is a part of EXTRACT and its like, too.
  const isInQuery = [false];
  return tokens.flatMap(({ kind, word, depth }, at) => {
    if (kind === 'open') isInQuery[depth + 1] = false;
    if (word === 'SELECT') isInQuery[depth] = true;
    const isSource = word === 'JOIN' || (word === 'FROM' && isInQuery[depth] && tokens[at - 1]?.word !== 'DISTINCT');
    const start = skipWords(tokens, at + 1, 'ONLY');
    const source = isSource ? readNameAt(tokens, start) : undefined;
    // In front of a parenthesis it is a function, or LATERAL.
    if (!source || tokens[source.next]?.kind === 'open' || queries.has(source.name.key)) return [];
    const children = start > at + 1 ? 'none' : 'inherited';
    return [{ target: tableTarget(source.name, { children }), what, locksAllRows: false }];
  });
}

/** How a statement fills a table from a query; undefined when it does not. */
function describeFilling(tokens: readonly Token[]): string | undefined {
  if (tokens[0]?.word === 'CREATE') {
    const isTable = tokens.slice(1, 4).some(({ word }) => word === 'TABLE');
    return isTable && tokens.some(({ word, depth }) => depth === 0 && word === 'AS') ? 'CREATE TABLE … AS' : undefined;
  }
  const isQuery = tokens[0]?.word === 'INSERT' || tokens[0]?.word === 'WITH';
  return isQuery && tokens[findMainVerb(tokens)]?.word === 'INSERT' ? 'INSERT … SELECT' : undefined;
}

/** The names that WITH gives to queries, as keys. */
function readQueryNames(tokens: readonly Token[]): ReadonlySet<string> {
  const names = tokens.flatMap(({ word }, at) => {
    const opens = skipWords(tokens, skipWords(tokens, at + 1, 'NOT'), 'MATERIALIZED');
    if (word !== 'AS' || tokens[opens]?.kind !== 'open') return [];
    const isList = tokens[at - 1]?.kind === 'close';
    const list = isList
      ? tokens.findLastIndex((token, i) => i < at && token.kind === 'open' && token.depth === tokens[at]?.depth)
      : at;
    const name = readNameAt(tokens, list - 1)?.name;
    return name ? [name.key] : [];
  });
  return new Set(names);
}
