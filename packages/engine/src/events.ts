import type { BenchmarkCase, BenchmarkResult } from './benchmark/verdict/benchmark-result';
import type { Finding } from './checks/finding';
import type { ErrorReport } from './errors';
import type { HookName } from './migrations/hooks/hook';
import type { ScriptMode } from './migrations/migration';
import type { MigrationState, Refusal, StepAction } from './plan/plan';
import type { CopyKind } from './rehearsal/copy-facts';
import type { CopiedRows, RehearsalCounts, RehearsalPass, RehearsalResult } from './rehearsal/rehearsal';
import type { TableSummary } from './schema/list-tables';

/** A session that holds what we wait for. */
export interface Blocker {
  /** 0 for a prepared transaction, which no session has. */
  readonly pid: number;
  readonly application: string;
  readonly user: string;
  readonly query: string;
  readonly ageMs: number;
  readonly lock: string;
  /** Of PREPARE TRANSACTION: it holds its locks until somebody ends it in its database, also after a restart. */
  readonly preparedTransaction?: { readonly gid: string; readonly database: string };
}

/** How far the server says that it is with a statement: a row of one of its views `pg_stat_progress_…`. */
export interface ServerProgress {
  /** `CREATE INDEX CONCURRENTLY`, `COPY FROM`, `VACUUM`. */
  readonly command: string;
  /** Its own words; undefined for a command that has none. */
  readonly phase?: string;
  /** What it works on; undefined for what others cannot see yet. */
  readonly relation?: string;
  /** Within the phase; undefined where the server counts nothing. */
  readonly amount?: ServerAmount;
}

/** How much of something is done, and of how much, where that is known. */
export interface ServerAmount {
  readonly done: number;
  readonly total?: number;
  readonly unit: 'blocks' | 'rows' | 'bytes' | 'indexes' | 'sessions' | 'parts';
}

/** How long a step took the last time that it was run from this workspace. */
export interface ExpectedDuration {
  readonly durationMs: number;
  /** Where that was. */
  readonly environment: string;
}

/** Who holds the run lock. */
export interface LockHolder {
  readonly pid: number;
  readonly application: string;
  readonly user: string;
  /** Its address; `local` for a socket. */
  readonly client: string;
  /** The name of its host, which the server knows only with `log_hostname`. */
  readonly clientHost?: string;
  readonly since: Date | undefined;
}

interface At {
  readonly at: Date;
}

interface OfStep extends At {
  readonly id: string;
  readonly action: StepAction;
}

/**
 * Facts that the core reports, in the past or as a start. A closed union: reporters are functions of it, and as JSON
 * lines it is a public contract (fields are added, never renamed).
 */
export type MigrationEvent =
  | (At & {
      readonly type: 'run-started';
      readonly command: string;
      readonly project: string;
      readonly environment: string;
      /** `user@host:port/database`, never a password. */
      readonly database: string;
    })
  | (At & {
      /** The server cannot be reached yet, is starting or crowded: told once, and again when the reason changes. */
      readonly type: 'database-waiting';
      readonly database: string;
      readonly error: ErrorReport;
      readonly waitForMs: number;
    })
  | (At & { readonly type: 'database-created' /** Its name. */; readonly database: string })
  | (At & { readonly type: 'database-connected'; readonly database: string; readonly waitedMs: number })
  | (At & { readonly type: 'lock-waiting'; readonly holder: LockHolder | undefined; readonly waitedMs: number })
  | (At & {
      readonly type: 'lock-acquired';
      readonly waitedMs: number;
      /** The run that history's events are of. */
      readonly runId: string;
    })
  | (At & {
      readonly type: 'notice-raised';
      readonly severity: 'warning' | 'notice';
      readonly message: string;
      readonly ids: readonly string[];
    })
  | (At & { readonly type: 'run-refused'; readonly project: string; readonly refusals: readonly Refusal[] })
  | (At & {
      /** Only in a dry run: how a backup would be taken. */
      readonly type: 'backup-planned';
      readonly folderPath: string;
      readonly program: string;
      readonly programVersion: string;
    })
  | (At & {
      readonly type: 'backup-started';
      readonly folderPath: string;
      readonly program: string;
      readonly programVersion: string;
    })
  | (At & {
      /** How far a long copy of the database is, about once a second; only while somebody looks on. */
      readonly type: 'transfer-progress';
      readonly what: 'backup' | 'copy';
      readonly elapsedMs: number;
      /** Written so far. */
      readonly bytes: number;
      /** What it came to the last time. */
      readonly lastBytes?: number;
    })
  | (At & {
      readonly type: 'backup-finished';
      readonly path: string;
      readonly sizeBytes: number;
      readonly durationMs: number;
      /** Paths of older backups that were deleted. */
      readonly removed: readonly string[];
    })
  | (At & {
      readonly type: 'step-planned';
      readonly id: string;
      readonly action: StepAction;
      readonly path: string;
      readonly mode: ScriptMode | 'none';
      /** How it runs, and which statement decides that; undefined when it is simply one transaction. */
      readonly how?: string;
      /** The SQL that would be sent; only in a dry run, and only up to 64 KiB. */
      readonly sql: string | undefined;
      /** What a step does that runs nothing but corrects history. */
      readonly change?: string;
    })
  | (At & {
      /** Only in a dry run: what would run around scripts, in their transactions. Hooks of the run are planned steps. */
      readonly type: 'hook-planned';
      readonly name: HookName;
      readonly path: string;
      /** How many scripts it would run around. */
      readonly scripts: number;
      /** As of `step-planned`. */
      readonly sql: string | undefined;
    })
  | (At & {
      /** Only in a dry run of `--reset`. */
      readonly type: 'reset-planned';
      /** What it would drop, as `database-reset` says it afterwards; empty for an empty database. */
      readonly dropped: readonly string[];
    })
  | (At & { readonly type: 'reset-waiting'; readonly blockers: readonly Blocker[] })
  | (At & {
      /** `--reset` has dropped everything, and the run goes on from nothing. */
      readonly type: 'database-reset';
      /** Schemas with the number of tables and other objects, what is in no schema, and other projects. */
      readonly dropped: readonly string[];
    })
  | (OfStep & {
      readonly type: 'step-started';
      readonly index: number;
      readonly total: number;
      readonly path: string;
      readonly mode: ScriptMode | 'none';
      /** How many it has; undefined for a large script, which is not counted before it runs. */
      readonly statements?: number;
    })
  | (OfStep & { readonly type: 'statement-finished'; readonly done: number; readonly total: number })
  | (OfStep & {
      /** How far a step is, about once a second and not before the first; only while somebody looks on. */
      readonly type: 'step-progress';
      readonly elapsedMs: number;
      /** Done so far, of a script that runs statement by statement (`total` 0: in batches, which are not counted). */
      readonly statements?: { readonly done: number; readonly total: number };
      /** Sent so far, of a large script. */
      readonly bytes?: { readonly done: number; readonly total: number };
      readonly server?: ServerProgress;
      /** What the server waits for by its own words, such as `IO/DataFileRead`; undefined while it computes. */
      readonly waitEvent?: string;
      /** Whom it waits for at the moment. */
      readonly blockers: readonly Blocker[];
      readonly expected?: ExpectedDuration;
    })
  | (OfStep & { readonly type: 'server-notice'; readonly severity: string; readonly message: string })
  | (OfStep & {
      readonly type: 'step-waiting';
      readonly blockers: readonly Blocker[];
      /** Sessions that wait for us in turn. */
      readonly waitersBehind: number;
      /** Until when it is tried again to get the lock; undefined for a wait that is not given up and begun again. */
      readonly retryUntil?: Date;
    })
  | (OfStep & {
      readonly type: 'step-retrying';
      readonly attempt: number;
      readonly delayMs: number;
      /** Until when it is tried again. */
      readonly retryUntil: Date;
      readonly error: ErrorReport;
      /** Who was in the way, as far as it was seen, and how many sessions waited behind us. */
      readonly blockers: readonly Blocker[];
      readonly waitersBehind: number;
    })
  | (OfStep & { readonly type: 'step-finished'; readonly durationMs: number })
  | (OfStep & { readonly type: 'step-failed'; readonly durationMs: number; readonly error: ErrorReport })
  | (OfStep & { readonly type: 'step-skipped'; readonly reason: string })
  /** `postgres` is the major of its shadow, where several are tried. */
  | (At & { readonly type: 'check-started'; readonly name: string; readonly postgres?: number })
  | (At & {
      readonly type: 'check-finished';
      readonly name: string;
      readonly durationMs: number;
      readonly findings: number;
      readonly postgres?: number;
    })
  | (At & {
      /** What `--verify` found in the database after a run. */
      readonly type: 'verification-finished';
      readonly outcome: 'succeeded' | 'failed';
      readonly tables: readonly TableSummary[];
      readonly findings: readonly Finding[];
    })
  /** A query was measured before and after the pending migrations, on copies of the database. */
  | (At & { readonly type: 'benchmark-case-finished'; readonly found: BenchmarkCase })
  | (At & { readonly type: 'benchmark-finished'; readonly benchmark: BenchmarkResult })
  | (At & {
      /** A scratch copy of the database is made, to rehearse on. */
      readonly type: 'copy-started';
      readonly kind: CopyKind;
      readonly place: string;
      readonly data: CopiedRows;
      /** Why it is not made in a faster way. */
      readonly because: readonly string[];
    })
  | (At & {
      readonly type: 'copy-finished';
      readonly sizeBytes: number;
      readonly durationMs: number;
      /** What was not copied as it is. */
      readonly notices: readonly string[];
    })
  /** What steps tell from here on is of that pass. */
  | (At & { readonly type: 'rehearsal-pass-started'; readonly pass: RehearsalPass })
  /** The copy is gone by then. */
  | (At & { readonly type: 'rehearsal-finished'; readonly rehearsal: RehearsalResult })
  | (At & {
      readonly type: 'run-finished';
      readonly project: string;
      readonly outcome: RunOutcome;
      readonly durationMs: number;
      /** Name of the plan, for `--confirm`. */
      readonly planHash: string;
      /** How many reasons there were not to run; in a dry run, those that a real one would meet. */
      readonly refusals: number;
      readonly counts: RunCounts;
      /** The backup that was taken before the first step. */
      readonly backup?: { readonly path: string; readonly restoreCommand: string | undefined };
      /** Of a rehearsal; `counts` are then those of its first pass, on a copy that is gone. */
      readonly rehearsed?: RehearsalCounts;
    });

/** Steps of a run by what became of them. */
export interface RunCounts {
  readonly applied: number;
  readonly rolledBack: number;
  readonly recorded: number;
  /** All that were passed over; among them what could not be undone. */
  readonly skipped: number;
  /** Could not be undone, so that they stay applied. */
  readonly notUndone: number;
  readonly failed: number;
  /** All that did not run; among them what was to be undone. */
  readonly pending: number;
  /** Were to be undone, and are applied still. */
  readonly stillApplied: number;
}

/** How a run ended. `nothing-to-do` and `succeeded` are exit 0. */
export type RunOutcome = 'succeeded' | 'nothing-to-do' | 'planned' | 'refused' | 'failed' | 'cancelled';

/** Where events go. Must not throw. */
export interface Reporter {
  report(event: MigrationEvent): void;
}

/** States in the order in which status counts them. */
export type StateCounts = Readonly<Partial<Record<MigrationState, number>>>;
