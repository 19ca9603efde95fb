import { quoteLiteral } from '../../sql/names/quote';
import type { BenchmarkQuery, ParameterRow } from '../queries/benchmark-query';

/** How a query is explained. */
export type Explaining =
  /** It is run, and measured. */
  | { readonly kind: 'run'; readonly row: ParameterRow; readonly serverVersion: number; readonly timeoutMs: number }
  /** Only its plan is made. */
  | { readonly kind: 'plan'; readonly row: ParameterRow }
  /** The plan that is right for any values of its parameters; from 16 on. */
  | { readonly kind: 'generic-plan' };

/** A message, and how many characters of ours stand before the query. */
export interface QueryMessage {
  readonly text: string;
  readonly queryStartsAt: number;
}

const statementName = 'pgrestify_benchmark';

/**
 * What is sent to explain a query, in a transaction that is rolled back whatever the query does. A query is prepared, and
 * so has its parameters in the way in which applications send them; each run is planned for the values that it has, as a
 * driver's unnamed statement is. Pure.
 */
export function composeQuery(query: BenchmarkQuery, explaining: Explaining): QueryMessage {
  const timeoutMs = explaining.kind === 'run' ? explaining.timeoutMs : 0;
  const begin = [
    `BEGIN ISOLATION LEVEL READ COMMITTED ${query.access === 'read-only' ? 'READ ONLY' : 'READ WRITE'}`,
    "SET LOCAL plan_cache_mode = 'force_custom_plan'",
    `SET LOCAL statement_timeout = ${timeoutMs}`,
    // By the function, which takes lists as well, as of search_path.
    ...query.settings.map(
      ({ name, value }) => `SELECT pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, true)`,
    ),
  ].join(';\n');
  if (explaining.kind === 'generic-plan') {
    const before = `${begin};\nEXPLAIN (GENERIC_PLAN, FORMAT JSON) `;
    return { text: `${before}${query.text}\n;\nROLLBACK`, queryStartsAt: [...before].length };
  }
  const before = `${begin};\nPREPARE ${statementName} AS `;
  const { values } = explaining.row;
  const execute = `EXECUTE ${statementName}${values.length === 0 ? '' : `(${values.join(', ')})`}`;
  const after = `EXPLAIN (${optionsOf(explaining)}) ${execute};\nDEALLOCATE ${statementName};\nROLLBACK`;
  return { text: `${before}${query.text}\n;\n${after}`, queryStartsAt: [...before].length };
}

/** What follows a message that failed: PREPARE is not undone by a rollback. */
export const afterFailure = 'ROLLBACK;\nDEALLOCATE ALL';

/** Each node's own time is not measured: looking at the clock would be much of the time of a fast query. */
function optionsOf(explaining: Exclude<Explaining, { readonly kind: 'generic-plan' }>): string {
  if (explaining.kind === 'plan') return 'FORMAT JSON';
  // Before 17 what it takes to write the answer is not in the time of an execution.
  const serialize = explaining.serverVersion >= 170_000 ? ', SERIALIZE TEXT' : '';
  return `ANALYZE, TIMING OFF, BUFFERS${serialize}, FORMAT JSON`;
}
