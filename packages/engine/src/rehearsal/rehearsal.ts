import type { ErrorReport } from '../errors';
import type { StepAction } from '../plan/plan';
import type { LockMode } from '../sql/locks/lock-modes';
import type { CopyKind } from './copy-facts';

/** The three passes over what is pending, in their order. */
export type RehearsalPass = 'up' | 'down' | 'up-again';

/** The strongest lock that a script held on a table at its end. */
export interface HeldTableLock {
  readonly table: string;
  readonly mode: LockMode;
}

/** A table, index or materialized view whose file became another one. */
export interface Rewrite {
  readonly relation: string;
  readonly kind: 'table' | 'index' | 'materialized-view';
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** A table that was read as a whole, by its size and the rows read. */
export interface TableScan {
  readonly table: string;
  readonly scans: number;
  readonly rowsRead: number;
  readonly bytes: number;
}

/** Rows that a script changed, by table. */
export interface ChangedRows {
  readonly table: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** A table that is gone, or has another name; of one that is there, a column likewise. */
export interface Dropped {
  readonly table: string;
  /** Undefined: the table. */
  readonly column?: string;
}

/** What a script did to the tables that were there when it began. */
export interface Measurement {
  readonly locks: readonly HeldTableLock[];
  readonly rewrites: readonly Rewrite[];
  readonly scans: readonly TableScan[];
  readonly changed: readonly ChangedRows[];
  readonly dropped: readonly Dropped[];
  /** What the database grew by, dead rows included. */
  readonly growthBytes: number;
  /** What it had grown by before the script's end, when what it replaces was still there: the room that it needs. */
  readonly peakBytes: number;
}

/** A script as it went in one pass. */
export interface RehearsedStep {
  readonly outcome: 'succeeded' | 'failed' | 'skipped' | 'not-run';
  readonly durationMs: number;
  readonly error?: ErrorReport;
  /** Undefined for one that failed, or did not run. */
  readonly measured?: Measurement;
}

/** What was in a column, or a table, before an up, and is not there after the down of it. */
export interface LostData {
  readonly table: string;
  /** Undefined: whole rows. */
  readonly column?: string;
  readonly before: number;
  readonly after: number;
  /** Other scripts that took of it, undone or not: the numbers are of all together. */
  readonly together?: readonly string[];
}

/** A script of the plan and what became of it in each pass. */
export interface RehearsedScript {
  readonly id: string;
  readonly path: string;
  readonly action: Extract<StepAction, 'up' | 'repeat'>;
  readonly up: RehearsedStep;
  /** Undefined for a repeatable script, and for a migration that cannot be undone or comes before one. */
  readonly down?: RehearsedStep;
  readonly upAgain?: RehearsedStep;
  /** Why it was not undone. */
  readonly notUndone?: string;
  /** Rows and values that its down does not bring back; undefined where nothing was counted. */
  readonly lost?: readonly LostData[];
}

/**
 * What of the rows is in a copy: none but the history's; all, made anonymous; all as they are, of an environment that is
 * development or because somebody said so.
 */
export type CopiedRows = 'none' | 'anonymized' | 'as-they-are';

/** The copy that was worked on. */
export interface RehearsedCopy {
  readonly kind: CopyKind;
  readonly place: string;
  readonly data: CopiedRows;
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** What was not copied as it is. */
  readonly notices: readonly string[];
}

/** Scripts of a rehearsal by how they went. */
export interface RehearsalCounts {
  readonly up: number;
  readonly down: number;
  readonly upAgain: number;
  /** Migrations that were left applied, as they cannot be undone or come before one that cannot. */
  readonly notUndone: number;
  readonly failed: number;
}

/** A rehearsal of what is pending: up, down and up on a copy, which is gone. */
export interface RehearsalResult {
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  /** The pass that it ended in. */
  readonly endedIn: RehearsalPass;
  readonly copy: RehearsedCopy;
  readonly scripts: readonly RehearsedScript[];
  readonly counts: RehearsalCounts;
  /** What the first pass made of the copy. */
  readonly growthBytes: number;
}
