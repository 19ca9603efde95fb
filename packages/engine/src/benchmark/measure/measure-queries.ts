import type { BenchmarkBudget } from '../../config/settings';
import type { BenchmarkQuery, ParameterRow } from '../queries/benchmark-query';
import type { LeftOutStatement } from '../queries/top-statements';
import type { BenchmarkCase } from '../verdict/benchmark-result';
import { judgeRow } from '../verdict/judge-row';
import type { MeasuredRow, MeasuredSide, QueryRow, Side } from '../verdict/measured-row';
import { explainQuery } from './explain-query';
import { type BothSessions, measureRow, type Sampling } from './measure-row';

/** What is measured, and how it is judged. */
export interface MeasuredQueries {
  readonly queries: readonly BenchmarkQuery[];
  readonly sampling: Sampling;
  /** By the name of the query. */
  readonly budgetOf: (name: string) => BenchmarkBudget;
  /** Told of each as soon as it is judged. */
  readonly onCase: (found: BenchmarkCase) => void;
}

/** Queries on both sides, and statements that turned out to be none that can be compared. */
export interface MeasuredCases {
  readonly cases: readonly BenchmarkCase[];
  readonly leftOut: readonly LeftOutStatement[];
}

/**
 * Measures one query after the other, each with each row of its parameters. A statement of pg_stat_statements that does not
 * work before the migrations is left out: its text may have lost what it needs, as `interval $1`, which is no SQL. Throws
 * CANCELLED and SessionLostError.
 */
export async function measureQueries(
  sessions: BothSessions,
  { queries, sampling, budgetOf, onCase }: MeasuredQueries,
): Promise<MeasuredCases> {
  const cases: BenchmarkCase[] = [];
  const leftOut: LeftOutStatement[] = [];
  for (const query of queries) {
    for (const row of query.parameterRows.length === 0 ? [unknownValues] : query.parameterRows) {
      const measured = await measure(sessions, { query, row }, sampling);
      const found = judgeRow({ query, row }, measured, budgetOf(query.name));
      if (query.origin.kind === 'top' && found.before.error) {
        const reason = `It cannot be run as it is there: ${found.before.error.message}`;
        leftOut.push({ statement: query.statement, calls: query.origin.calls, reason });
        continue;
      }
      cases.push(found);
      onCase(found);
    }
  }
  return { cases, leftOut };
}

const unknownValues: ParameterRow = { label: '', values: [] };

async function measure(sessions: BothSessions, queryRow: QueryRow, sampling: Sampling): Promise<MeasuredRow> {
  if (queryRow.query.parameterRows.length > 0) return measureRow(sessions, queryRow, sampling);
  const plan = async (side: Side): Promise<MeasuredSide> => {
    const explained = await explainQuery(sessions[side], queryRow.query, { kind: 'generic-plan' });
    return 'plan' in explained
      ? { kind: 'measured', timesMs: [], plan: explained.plan, endedAfterMs: undefined }
      : { kind: 'failed', error: explained.error };
  };
  return { before: await plan('before'), after: await plan('after') };
}
