import type { Blocker, LockHolder, ServerProgress } from '../events';
import type { Step } from '../plan/plan';
import type { StartedOutcome } from '../plan/steps/started-outcome';
import type { Statement } from '../sql/statements/statement';
import type { DatabaseContents } from './contents';
import type { History, HistoryEvent } from './history';
import type { OtherScript } from './other-scripts';

/** Who runs, from where: what history keeps of a run. */
export interface RunIdentity {
  readonly runId: string;
  readonly project: string;
  /** Empty unless an environment has several targets. */
  readonly target: string;
  readonly environment: string;
  readonly engineVersion: string;
  readonly gitCommit: string | undefined;
}

/** Which text of a migration is meant that history keeps. */
export interface StoredScript {
  readonly id: string;
  readonly direction: 'up' | 'down';
}

/** What to wait for and how long, per step. 0 is no limit. */
export interface StepTimeouts {
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** For what works CONCURRENTLY, in place of `statementTimeoutMs`, which holds for it, too, unless this is set. */
  readonly concurrentTimeoutMs?: number;
  /** What a transaction may wait for locks altogether; no limit unless it is set. */
  readonly lockWaitsMs?: number;
}

/** A step that comes after another one in the same run. */
export interface FollowingStep {
  readonly step: Step;
  readonly timeouts: StepTimeouts;
}

/** How long a reset waits for the sessions of others, and who is told. */
export interface ResetLimits {
  readonly lockTimeoutMs: number;
  readonly onBlocked: StepObserver['onBlocked'];
  readonly signal: AbortSignal;
}

/** How a step went that did not throw. */
export interface StepResult {
  readonly durationMs: number;
  /**
   * What was measured in each transaction of it, in order: as the `Measure` of the store answers it, or the
   * `StatementMeasure` of the step; absent: nobody measures.
   */
  readonly measured?: readonly string[];
}

/** What is seen of a step that runs, from beside. */
export interface StepSample {
  readonly server?: ServerProgress;
  /** `IO/DataFileRead`; undefined while it waits for nothing. */
  readonly waitEvent?: string;
  readonly blockers: readonly Blocker[];
}

/** What happens while the store works; the loop turns it into events. */
export interface StepObserver {
  readonly onNotice: (severity: string, message: string) => void;
  readonly onProgress: (done: number, total: number) => void;
  /** The step has waited for a lock for a while; sampled, so not called for short waits. */
  readonly onBlocked: (blockers: readonly Blocker[], waitersBehind: number) => void;
  /** How far the server is; sampled like `onBlocked`. Absent: nobody looks on, and the server is not asked. */
  readonly onSampled?: (sample: StepSample) => void;
  /** So many bytes of a large script are read by now. Absent: nobody looks on. */
  readonly onRead?: (bytes: number) => void;
  /**
   * A part of a script failed and its transaction is gone, while the parts before it are kept: whether to try it again,
   * answered once it is time to. Throws CANCELLED.
   */
  readonly onTakenBack: (error: unknown) => Promise<'again' | 'fail'>;
  /**
   * The server refused a statement of the script a transaction, and nothing was kept: it runs statement by statement from
   * here on. Says where that statement is.
   */
  readonly onTakenApart: (place: string) => void;
}

/** What is said of a run that waits for the run lock. */
export interface LockObserver {
  readonly onWaiting: (holder: LockHolder | undefined, waitedMs: number) => void;
}

/** Which events are read. */
export interface EventsRequest {
  readonly limit: number;
  readonly since?: Date;
  /** Only what came after this one; all, when it is not there any more because a reset began the history anew. */
  readonly after?: Pick<HistoryEvent, 'eventId' | 'runId'>;
}

/**
 * A database and its history: the port between the apply loop and PostgreSQL.
 * Implementations: `PostgresHistoryStore` and, for tests, the memory twin; both pass `historyContract`.
 */
export interface HistoryStore {
  /** `user@host:port/database`, without secrets. */
  readonly description: string;
  /** Reads without a lock and without creating anything. Connects at first use. */
  read(): Promise<History>;
  /** Newest first. */
  readEvents(request: EventsRequest): Promise<readonly HistoryEvent[]>;
  /** Stored texts of migrations, in one message, in the order asked for; undefined where none is stored. */
  readStoredScripts(scripts: readonly StoredScript[]): Promise<readonly (string | undefined)[]>;
  /** Whether a statement outside a transaction that an earlier run began has happened; changes nothing. */
  outcomeOf(text: Buffer, statement: Statement): Promise<StartedOutcome>;
  /** The scripts that history has of other projects in this database; empty without a history. */
  readOtherScripts(): Promise<readonly OtherScript[]>;
  /** Whether a migration of another project is applied in this database: `version` is an id or a version's text. */
  isApplied(project: string, version: string): Promise<boolean>;
  /**
   * Whether the connection keeps one session of the server between transactions, as statements outside a transaction
   * need it: not behind a pooler in transaction mode. Asked only when such statements are to run.
   */
  keepsSession(): Promise<boolean>;
  /** What a reset would drop. Reads without a lock; asked only when one is to be made. */
  readContents(): Promise<DatabaseContents>;
  /**
   * Opens the second connection, waits for the run lock and then for a worker that outlived its runner. Writes nothing,
   * but creates the database when that is missing and may be created.
   */
  lock(run: RunIdentity, observer: LockObserver, signal: AbortSignal): Promise<LockedStore>;
  close(): Promise<void>;
}

/** The store under the run lock. */
export interface LockedStore {
  /** History as it is now, under the lock; may be `before` itself when that is how it still is. */
  read(before?: History): Promise<History>;
  /**
   * Creates the history and the stamp when they are not there (so a run without steps leaves no trace), then
   * runs a step and records it in the same transaction, or unit by unit. Throws STEP_FAILED (with location),
   * LOCK_TIMEOUT, RUN_LOCK_LOST, HISTORY_CONFLICT, CANCELLED; nothing of a transactional step is then kept.
   *
   * `following` are the steps that are run next when this one succeeds: some of them may be sent before it is answered.
   * They are begun only once it is recorded, and are handed to `apply` in their turn as if they had not been sent.
   */
  apply(
    step: Step,
    timeouts: StepTimeouts,
    observer: StepObserver,
    signal: AbortSignal,
    following?: Iterable<FollowingStep>,
  ): Promise<StepResult>;
  /** Whether a step was sent as one that follows, so that only `apply` tells what became of it. */
  isSent(step: Step): boolean;
  /** Records that a step failed: the event, since its transaction is gone. */
  recordFailure(
    step: Step,
    failure: {
      readonly code: string;
      readonly message: string;
      readonly durationMs: number;
      readonly cancelled: boolean;
    },
  ): Promise<void>;
  /**
   * Does to history what `baseline` and `repair` steps say, each with its event, all in one transaction; runs nothing.
   * Creates the history and the stamp when they are not there. Throws HISTORY_CONFLICT, RUN_LOCK_LOST and the errors of
   * writing; nothing is then kept.
   */
  rewrite(steps: readonly Step[]): Promise<void>;
  /**
   * Drops what is in the database, all of it or nothing, and begins the history anew with the record of that; only
   * `--reset` calls it. Throws RESET_BLOCKED, LOCK_TIMEOUT, RUN_LOCK_LOST, CANCELLED.
   */
  reset(limits: ResetLimits): Promise<void>;
  /** The run's last, synchronous commit: its event row and, when anything changed, the NOTIFY for PostgREST. */
  finish(summary: {
    readonly outcome: string;
    readonly changed: number;
    readonly durationMs: number;
    readonly message: string;
  }): Promise<void>;
  /** Frees the run lock. */
  release(): Promise<void>;
}
