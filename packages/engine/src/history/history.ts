import type { HookName } from '../migrations/hooks/hook';
import type { DatabaseIdentity } from './identity';

/** What `pgrestify.migrations` says of one script of a project: its current state, never a derived one. */
export interface HistoryRow {
  readonly kind: 'versioned' | 'repeatable';
  readonly id: string;
  /** `version.text` when it was applied; undefined without a number. */
  readonly version: string | undefined;
  readonly checksum: string;
  readonly downChecksum: string | undefined;
  /** `applied`, or `failed`: a script outside a transaction stopped part way. */
  readonly outcome: 'applied' | 'failed';
  /** Which script stopped part way; absent: the up. `unitsDone` counts units of that one. */
  readonly failedDirection?: 'up' | 'down';
  /** Units of a script outside a transaction: how many are done, of how many. */
  readonly unitsDone: number;
  readonly unitsTotal: number;
  /** The unit that was started and whose end is not known; only with `failed`. */
  readonly unitStarted: number | undefined;
  readonly appliedAt: Date;
  /** Order of application: higher is later. Rollback follows it backwards. */
  readonly appliedOrder: number;
  readonly durationMs: number;
  readonly appliedBy: string;
  readonly engineVersion: string;
  readonly gitCommit: string | undefined;
  readonly runId: string;
  /** Whether a down text is stored, so that a rollback works without the file. */
  readonly hasStoredDown: boolean;
  /** `irreversible <reason>` of the up.sql or down.sql as applied. */
  readonly irreversible: string | undefined;
  /** Recorded as applied without having been run. */
  readonly baselined: boolean;
  /** A rollback passed over it since it was applied (`--allow-irreversible`): it is in the database still. */
  readonly notUndone?: true;
  /** Of a repeatable script: a rollback dropped what it had made since it ran. */
  readonly dropped?: true;
}

/** Which environment a database belongs to, recorded at its first migration. */
export interface EnvironmentStamp {
  readonly project: string;
  readonly environment: string;
  readonly stampedAt: Date;
}

/** All that is read of a database before planning. */
export interface History {
  /** False before the first migration: no schema `pgrestify`. */
  readonly exists: boolean;
  /** Rows of this project and target. */
  readonly rows: readonly HistoryRow[];
  /**
   * Ids without a row whose newest event is a failed up: `--force` may have gone past them, so they do not count as
   * out of order.
   */
  readonly failedIds?: readonly string[];
  /** That of this project. */
  readonly stamp: EnvironmentStamp | undefined;
  /** Those of other projects in the same database; absent: none. */
  readonly otherStamps?: readonly EnvironmentStamp[];
  /** Whether the database has any table of a user's. Tells a new database from a foreign one when there is no stamp. */
  readonly hasUserTables: boolean;
  /** True when the database was not there when it was first read: nothing was read of it, and `lock` creates it. */
  readonly wasMissing?: boolean;
  /** The server's major version; absent: not known. */
  readonly serverMajor?: number;
  /** A name for what history holds, of all projects: equal names, equal rows. Absent: not known. */
  readonly state?: string;
  /** Which database was read; absent: not known. */
  readonly identity?: DatabaseIdentity;
}

/** One line of `pgrestify.migration_events`, which is append-only. */
export interface HistoryEvent {
  readonly eventId: string;
  readonly at: Date;
  readonly runId: string;
  readonly action:
    | 'run'
    | 'up'
    | 'down'
    | 'redo'
    | 'script'
    | 'skip'
    | 'drop'
    | 'reset'
    | 'baseline'
    | 'repair'
    | HookName;
  readonly id: string | undefined;
  readonly outcome: 'started' | 'succeeded' | 'failed' | 'cancelled';
  readonly durationMs: number | undefined;
  readonly by: string;
  readonly message: string | undefined;
  readonly errorCode: string | undefined;
}

/** Whether the database is not there yet, and the run creates it. */
export function isToBeCreated({ wasMissing, exists }: History): boolean {
  return wasMissing === true && !exists;
}

/** The history of the database as a reset leaves it. */
export function emptied(history: History): History {
  return { ...history, exists: false, rows: [], failedIds: [] };
}
