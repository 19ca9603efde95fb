import { quoteIdentifier } from '../../sql/names/quote';
import { nextToken, openTokens, upperWord } from '../../sql/statements/tokens';
import type { BenchmarkQuery } from './benchmark-query';
import { countParameters } from './count-parameters';

/** A statement of pg_stat_statements. */
export interface TopStatement {
  readonly queryId: string;
  /** With `$1`, `$2`, … in the place of its constants. */
  readonly text: string;
  readonly calls: number;
  readonly meanMs: number;
}

/** A statement that is not compared, and why as a sentence. */
export interface LeftOutStatement {
  readonly statement: string;
  readonly calls: number;
  readonly reason: string;
}

/** Top statements as queries, and those that are left out. */
export interface ChosenStatements {
  readonly queries: readonly BenchmarkQuery[];
  readonly leftOut: readonly LeftOutStatement[];
}

/** Where the extension's view is; no row where it was not created. */
export const findStatementsSql = `SELECT n.nspname AS schema FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'`;

/** The statements of this database that took most time in sum, the planner's apart; a text that is null is not ours to see. */
export function topStatementsSql(schema: string, count: number): string {
  return `SELECT s.queryid AS query_id, sum(s.calls) AS calls, sum(s.total_exec_time) / sum(s.calls) AS mean_ms,
  max(CASE WHEN s.query <> '<insufficient privilege>' THEN s.query END) AS text
FROM ${quoteIdentifier(schema)}.pg_stat_statements s
WHERE s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
  AND s.toplevel AND s.calls > 0 AND s.query !~* '${notOurs}'
GROUP BY s.queryid ORDER BY sum(s.total_exec_time) DESC, s.queryid LIMIT ${count}`;
}

/** Of transactions, sessions and our own history: nothing whose plan a migration could change. */
const notOurs =
  '^\\s*(begin|start|commit|end|rollback|abort|savepoint|release|set|reset|show|discard|deallocate|fetch|close|listen|unlisten|notify)\\M|pgrestify\\.|pg_stat_statements';

/**
 * Which of them can be compared. Nothing tells the values that their parameters had, so that one with parameters is not
 * run: its plan for any values is compared, where the server makes such plans (from 16 on). Statements that write are left
 * out: nobody asked for them to be run. Pure.
 */
export function chooseTopStatements(statements: readonly TopStatement[], serverVersion: number): ChosenStatements {
  const queries: BenchmarkQuery[] = [];
  const leftOut: LeftOutStatement[] = [];
  for (const { queryId, text, calls, meanMs } of statements) {
    const parameters = countParameters(text);
    const reason = whyNot(text, parameters, serverVersion);
    if (reason !== undefined) {
      leftOut.push({ statement: text, calls, reason });
      continue;
    }
    queries.push({
      name: `top-${queryId}`,
      origin: { kind: 'top', calls, meanMs },
      text,
      statement: text,
      parameterRows: parameters === 0 ? [{ label: '', values: [] }] : [],
      settings: [],
      access: 'read-only',
    });
  }
  return { queries, leftOut };
}

/** EXPLAIN (GENERIC_PLAN). */
const genericPlanVersion = 160_000;

function whyNot(text: string, parameters: number, serverVersion: number): string | undefined {
  if (text === '') return 'Its text is not ours to see: the role lacks pg_read_all_stats.';
  if (!isRead(text)) return 'It is no SELECT.';
  if (parameters > 0 && serverVersion < genericPlanVersion) {
    return 'It has parameters, whose values nobody knows; from PostgreSQL 16 on its plans could be compared.';
  }
  return undefined;
}

/** A SELECT, also in brackets, or a WITH without a part that writes. */
function isRead(text: string): boolean {
  const cursor = openTokens(Buffer.from(text));
  let first = '';
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    if (kind !== 'word') continue;
    const word = upperWord(cursor);
    if (first === '') first = word;
    if (first === 'WITH' && writingVerbs.has(word)) return false;
  }
  return readingVerbs.has(first);
}

const readingVerbs: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE']);
const writingVerbs: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);
