/** A query whose time is compared before and after the pending migrations. */
export interface BenchmarkQuery {
  /** Of its file, without the ending; of a top statement `top-<query id>`. Budgets are by it. */
  readonly name: string;
  readonly origin: QueryOrigin;
  /** What is sent: of a file from its first byte on, so that a server's position is one in the file. */
  readonly text: string;
  /** What is shown: the statement alone. */
  readonly statement: string;
  /** What it is run with, each for itself; empty for a statement of which only the plan can be compared. */
  readonly parameterRows: readonly ParameterRow[];
  readonly settings: readonly QuerySetting[];
  /** What its transaction, which is rolled back in any case, may do. */
  readonly access: 'read-only' | 'read-write';
}

/** Where a query comes from. */
export type QueryOrigin =
  /** Relative to the workspace. */
  | { readonly kind: 'file'; readonly path: string }
  /** Of pg_stat_statements. */
  | { readonly kind: 'top'; readonly calls: number; readonly meanMs: number };

/** Values of `$1`, `$2`, …, as SQL. */
export interface ParameterRow {
  /** What tells it from the other rows; empty for a query without parameters. */
  readonly label: string;
  readonly values: readonly string[];
}

/** A setting of the transaction that a query runs in, such as the role. */
export interface QuerySetting {
  readonly name: string;
  readonly value: string;
}

/** What is wrong with a file of benchmarks, and where. */
export interface BenchmarkProblem {
  readonly message: string;
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}
