import type { Blocked, StrongLock } from '../sql/locks/lock-modes';

/** What a statement does to a table for as long as the table is large; `none` is over in a moment. */
export type TableWork =
  /** Every row is written anew, in another file. */
  | 'rewrite'
  /** It is read, and an index over it is built. */
  | 'index-build'
  /** Every row is read. */
  | 'scan'
  | 'none';

/** A statement of a migration that makes the users of a table wait, as it was measured on a shadow. */
export interface MeasuredLock {
  readonly id: string;
  /** Relative to the workspace. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Its first words. */
  readonly statement: string;
  /** With its schema, as it was called before the statement. */
  readonly table: string;
  readonly kind: 'table' | 'partitioned-table' | 'view' | 'materialized-view' | 'sequence';
  /** The strongest lock that its transaction holds on the table; absent: only on an index of it. */
  readonly lock?: StrongLock;
  /** An index of it, that was there, locked so that no query can use it. */
  readonly index?: string;
  readonly blocks: Blocked;
  readonly work: TableWork;
  /** Line of an earlier statement that took the lock, which is held until the transaction ends; absent: this one did. */
  readonly heldSinceLine?: number;
  /** The major of the shadow, where several were tried and not all did the same. */
  readonly postgres?: number;
}

/** A rule of the linter that said something else of a statement than what the shadow showed. */
export interface CorrectedRule {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** What it takes the statement for, as `rewrite under ACCESS EXCLUSIVE`. */
  readonly believed: string;
  /** `nothing`: it neither rewrites nor reads a table, nor builds an index. */
  readonly measured: string;
}
