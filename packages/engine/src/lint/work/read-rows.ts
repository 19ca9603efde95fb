import { type Target, tableTarget } from '../rule';
import { readNameAt } from '../statements/names';
import { findWords, hasWords, skipWords, splitAtCommas, type Token } from '../statements/tokens';
import { readQueryNames } from './query-names';
import { findMainVerb } from './query-verb';
import { readSelectInto } from './select-into';

/** Tables that a statement reads, and what it is. */
export interface RowsRead {
  readonly what: string;
  readonly targets: readonly Target[];
}

/** What a query, or a statement that fills a table from one, goes through; undefined for other statements. */
export function findRowsRead(tokens: readonly Token[]): RowsRead | undefined {
  if (hasWords(tokens, 0, 'REFRESH', 'MATERIALIZED', 'VIEW')) return readRefreshed(tokens);
  if (tokens[0]?.word === 'COPY') return readCopied(tokens);
  const what = describeReading(tokens);
  return what === undefined ? undefined : { what, targets: readSources(tokens) };
}

function describeReading(tokens: readonly Token[]): string | undefined {
  switch (tokens[0]?.word) {
    case 'CREATE':
      return describeCreated(tokens);
    case 'INSERT':
      return 'INSERT … SELECT';
    case 'WITH':
      return tokens[findMainVerb(tokens)]?.word === 'INSERT' ? 'INSERT … SELECT' : 'SELECT';
    case 'SELECT':
      return readSelectInto(tokens) ? 'SELECT … INTO' : 'SELECT';
    case 'TABLE':
      return 'TABLE';
    default:
      return undefined;
  }
}

/** A table or materialized view that is made from a query, and filled. */
function describeCreated(tokens: readonly Token[]): string | undefined {
  const at = tokens.findIndex(({ word }, index) => index < 4 && (word === 'TABLE' || word === 'MATERIALIZED'));
  const isQuery = at > 0 && findWords(tokens, ['AS'], at) > 0;
  if (!isQuery || findWords(tokens, ['WITH', 'NO', 'DATA'], at) > 0) return undefined;
  return tokens[at]?.word === 'TABLE' ? 'CREATE TABLE … AS' : 'CREATE MATERIALIZED VIEW';
}

function readRefreshed(tokens: readonly Token[]): RowsRead | undefined {
  const view = readNameAt(tokens, skipWords(tokens, 3, 'CONCURRENTLY'))?.name;
  if (!view || findWords(tokens, ['WITH', 'NO', 'DATA']) > 0) return undefined;
  return { what: 'REFRESH MATERIALIZED VIEW', targets: [tableTarget(view, { kind: 'sources' })] };
}

/** COPY of a table or a query to somewhere; what it loads is in the script or beside it, and no work on another table. */
function readCopied(tokens: readonly Token[]): RowsRead | undefined {
  if (findWords(tokens, ['TO']) < 0) return undefined;
  if (tokens[1]?.kind === 'open') return { what: 'COPY', targets: readSources(tokens) };
  const table = readNameAt(tokens, 1)?.name;
  return table && { what: 'COPY', targets: [tableTarget(table)] };
}

/** What stands behind FROM, JOIN and as TABLE, and is no name of WITH. */
function readSources(tokens: readonly Token[]): readonly Target[] {
  const queries = readQueryNames(tokens);
  // Whether there is a SELECT in the parentheses around a token: FROM is a part of EXTRACT and its like, too.
  const isInQuery = [false];
  return tokens.flatMap(({ kind, word, depth }, at) => {
    if (kind === 'open') isInQuery[depth + 1] = false;
    if (word === 'SELECT') isInQuery[depth] = !isEndOfIndex(tokens, at);
    const isSource =
      word === 'JOIN' ||
      (word === 'FROM' && isInQuery[depth] && tokens[at - 1]?.word !== 'DISTINCT') ||
      (word === 'TABLE' && isQueryAt(tokens, at));
    if (!isSource) return [];
    return readFromList(tokens, at + 1, queries);
  });
}

/** What ends a list behind FROM; behind JOIN it is looked at by itself. */
const listEnds = new Set([
  'WHERE',
  'GROUP',
  'HAVING',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'FOR',
  'ON',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'JOIN',
  'RETURNING',
]);

/** The tables of a list behind FROM; a function or a query in parentheses is none. */
function readFromList(tokens: readonly Token[], from: number, queries: ReadonlySet<string>): readonly Target[] {
  const depth = tokens[from]?.depth ?? 0;
  const end = tokens.findIndex(
    (token, at) => at >= from && (token.depth < depth || (token.depth === depth && listEnds.has(token.word ?? ''))),
  );
  return splitAtCommas(tokens.slice(from, end < 0 ? undefined : end)).flatMap((item) => {
    const start = skipWords(item, 0, 'ONLY');
    const source = readNameAt(item, start);
    // In front of a parenthesis it is a function, or LATERAL.
    if (!source || item[source.next]?.kind === 'open' || queries.has(source.name.key)) return [];
    return [tableTarget(source.name, { children: start > 0 ? 'none' : 'inherited' })];
  });
}

/**
 * `SELECT setval(…, (SELECT max(id) FROM t))`, as scripts set sequences: without WHERE it is answered from the end of an
 * index, where there is one.
 */
function isEndOfIndex(tokens: readonly Token[], select: number): boolean {
  const isSetting = tokens[0]?.word === 'SELECT' && tokens.slice(1, 4).some(({ word }) => word === 'SETVAL');
  const call = hasWords(tokens, select + 1, 'COALESCE') ? select + 3 : select + 1;
  const isEnd = tokens[call]?.word === 'MAX' || tokens[call]?.word === 'MIN';
  const depth = tokens[select]?.depth ?? 0;
  return isSetting && isEnd && !tokens.some((token) => token.depth === depth && token.word === 'WHERE');
}

/** Whether TABLE begins a query: at the start, behind AS or a parenthesis, or behind the names of INSERT INTO. */
function isQueryAt(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  if (!before || before.kind === 'open' || before.word === 'AS' || before.word === 'ALL') return true;
  return (
    ['UNION', 'INTERSECT', 'EXCEPT'].includes(before.word ?? '') ||
    tokens[0]?.word === 'INSERT' ||
    tokens[0]?.word === 'WITH'
  );
}
