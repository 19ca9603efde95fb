import type { ErrorReport } from '../../errors';
import type { QueryPlan } from '../plans/plan-node';
import type { BenchmarkQuery, ParameterRow } from '../queries/benchmark-query';

/** The database before the pending migrations, and the one after them. */
export type Side = 'before' | 'after';

/** A query with one row of its parameters. */
export interface QueryRow {
  readonly query: BenchmarkQuery;
  readonly row: ParameterRow;
}

/** What a query did on one side. */
export type MeasuredSide =
  | {
      readonly kind: 'measured';
      /** In the order of the samples; empty where none was taken, since the other side was over before. */
      readonly timesMs: readonly number[];
      /** Of the last run; of a query that was ended only made, and not run. */
      readonly plan: QueryPlan;
      /** Set when it was ended since it took so long. */
      readonly endedAfterMs: number | undefined;
    }
  | FailedSide;

/** What the server said in place of an answer. */
export interface FailedSide {
  readonly kind: 'failed';
  readonly error: ErrorReport;
}

/** What a query did on both sides, each time on one directly after the other. */
export type MeasuredRow = Readonly<Record<Side, MeasuredSide>>;
