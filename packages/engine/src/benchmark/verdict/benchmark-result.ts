import type { ErrorReport } from '../../errors';
import type { PlanChange } from '../plans/compare-plans';
import type { LeftOutStatement } from '../queries/top-statements';

/** What is said of a query, run with one row of parameters. */
export type BenchmarkVerdict =
  /** Over its budget: fails the run. */
  | 'slower'
  | 'faster'
  | 'within-budget'
  /** Its times say nothing, and are not judged. */
  | 'noise'
  /** It works before and not after: fails the run. */
  | 'fails-now'
  /** It works neither before nor after, so that it is the benchmark that is wrong: fails the run. */
  | 'fails'
  /** It works only after, as a query of a table that the migrations make: there is nothing to compare. */
  | 'new'
  /** No values are known for its parameters: only its plan is compared, and not judged. */
  | 'plan-only';

/** A query before and after the pending migrations, run with one row of parameters. */
export interface BenchmarkCase {
  readonly name: string;
  /** Its file, relative to the workspace; undefined of a statement of pg_stat_statements. */
  readonly path: string | undefined;
  readonly statement: string;
  /** What it was run with; empty without parameters. */
  readonly parameters: string;
  readonly verdict: BenchmarkVerdict;
  /** Why it is, in a sentence. */
  readonly reason: string;
  /** The median after over the median before; of a plan alone the expected cost; undefined where one is missing. */
  readonly factor: number | undefined;
  readonly maxSlowdown: number;
  readonly before: BenchmarkSide;
  readonly after: BenchmarkSide;
  /** How the plan after differs; empty where it is the same. */
  readonly planChanges: readonly PlanChange[];
  /** Both plans as one text, line by line: `- ` before each that is gone, `+ ` before each that is new. */
  readonly planDifference: readonly string[];
}

/** A query in one of the two databases. */
export interface BenchmarkSide {
  /** In the order in which they were measured; those of the other side were measured in turn. */
  readonly timesMs: readonly number[];
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  /** Standard deviation over mean, of all but the slowest tenth. */
  readonly variation: number | undefined;
  readonly rows: number | undefined;
  /** Blocks of 8 kB that it touches. */
  readonly buffers: number | undefined;
  /** Undefined where it has none, since it failed. */
  readonly plan: string | undefined;
  readonly error: ErrorReport | undefined;
}

/** What a benchmark found. */
export interface BenchmarkResult {
  readonly outcome: 'succeeded' | 'failed';
  /** What is over its budget first, then in the order of the queries. */
  readonly cases: readonly BenchmarkCase[];
  readonly leftOut: readonly LeftOutStatement[];
}

/** Whether a verdict fails the run. */
export function failsRun(verdict: BenchmarkVerdict): boolean {
  return verdict === 'slower' || verdict === 'fails-now' || verdict === 'fails';
}
