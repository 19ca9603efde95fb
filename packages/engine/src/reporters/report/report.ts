import type { BenchmarkResult } from '../../benchmark/verdict/benchmark-result';
import type { CheckReport } from '../../checks/check-run';
import type { Finding } from '../../checks/finding';
import type { MeasuredLock } from '../../checks/measured-lock';
import type { Unsettled } from '../../commands/status/unsettled';
import type { ErrorReport } from '../../errors';
import type { MigrationEvent, RunOutcome } from '../../events';
import type { HistoryEvent } from '../../history/history';
import type { ScriptMode } from '../../migrations/migration';
import type { Refusal, StepAction } from '../../plan/plan';
import type { RehearsalResult } from '../../rehearsal/rehearsal';
import type { TableSummary } from '../../schema';
import type { MendedDifference } from '../../schema/mend';
import type { MigrationSummary } from '../status-text';

/** The version of the shape below; it grows when a field is renamed or removed, not when one is added. */
export const reportVersion = 1;

/**
 * The whole result of a command as plain data: what `--report=<file>.json` holds, a public contract, and what the other
 * kinds are written from. Times become ISO strings in JSON. Lists that do not concern the command are empty.
 */
export interface Report {
  readonly type: 'pgrestify-report';
  readonly reportVersion: typeof reportVersion;
  /** `migrate`, `rollback`, `repair`, `status`, `validate` or `drift`. */
  readonly command: string;
  readonly project: string;
  /** The project's config file, or where it would be, relative to the workspace. */
  readonly configPath: string;
  /** Where the files of the commit are shown, as `https://github.com/o/r/blob/<commit>`; undefined outside of a service that says it. */
  readonly sourceUrl: string | undefined;
  /** Undefined when it could not be told, as when the config cannot be read. */
  readonly environment: string | undefined;
  /** `user@host:port/database`, never a password; undefined when it could not be told. */
  readonly database: string | undefined;
  /** `unfinished`: it began, and its end was not written; the process was killed, or still runs. */
  readonly outcome: RunOutcome | 'unfinished';
  /** False while it runs: also of a cancelled run that was ended at once by a second signal. */
  readonly isComplete: boolean;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** The run's id in history; undefined when it took no lock. */
  readonly runId: string | undefined;
  /** Name of the plan, for `--confirm`. */
  readonly planHash: string | undefined;
  readonly versions: ReportVersions;
  readonly counts: Extract<MigrationEvent, { type: 'run-finished' }>['counts'] | undefined;
  /** In the order of the plan. */
  readonly steps: readonly ReportStep[];
  readonly refusals: readonly Refusal[];
  readonly notices: readonly ReportNotice[];
  /** Notices beyond the first thousand, of which only this number is kept. */
  readonly omittedNotices: number;
  /** Why it ended without a result. */
  readonly error: ReportError | undefined;
  readonly backup: ReportBackup | undefined;
  /** Of `--test`; `steps` are then those of its first pass, on a copy that is gone. */
  readonly rehearsal: RehearsalResult | undefined;
  /** Of `--benchmark`: queries before and after the pending migrations, on copies. */
  readonly benchmark: BenchmarkResult | undefined;
  /** What `--reset` dropped. */
  readonly dropped: readonly string[];
  /** In a dry run of `--reset`: what it would drop. */
  readonly wouldDrop: readonly string[];
  /** Of `validate`, `drift` and `--verify`. */
  readonly checks: readonly CheckReport[];
  readonly findings: readonly Finding[];
  readonly tables: readonly TableSummary[];
  readonly differences: readonly MendedDifference[];
  /** Of `validate`: what new migrations lock that others use, measured on a shadow. */
  readonly locks: readonly MeasuredLock[];
  /** Of `status`. */
  readonly migrations: readonly MigrationSummary[];
  /** Of `status`: why the database is not settled, which fails it only with `--check`; what is wrong first. */
  readonly unsettled: readonly Unsettled[];
  readonly problems: readonly ReportProblem[];
  readonly events: readonly HistoryEvent[];
  /** Of `status`: the version that the database is at. */
  readonly current: string | undefined;
}

/** An error that ended a command; one that is none of the engine's, as of Nx, has no code. */
export type ReportError = Omit<ErrorReport, 'code'> & { readonly code: ErrorReport['code'] | undefined };

/** What ran. */
export interface ReportVersions {
  readonly engine: string;
  readonly node: string;
}

/** A step of a plan, and how it went. */
export interface ReportStep {
  readonly id: string;
  readonly action: StepAction;
  readonly path: string;
  readonly mode: ScriptMode | 'none';
  /** `planned`: a dry run, or refused. `unfinished`: it ran when the report was written. */
  readonly outcome: 'succeeded' | 'failed' | 'skipped' | 'not-run' | 'planned' | 'unfinished';
  readonly durationMs: number;
  /** How many its script has; undefined for a large one, and where none ran. */
  readonly statements: number | undefined;
  /** How far it was when it was last heard of: units of a script outside a transaction, statements of a large one. */
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  /** 1 unless a lock was not given at once. */
  readonly attempts: number;
  readonly error: ErrorReport | undefined;
  /** Why it was skipped, or what a change of history alone does. */
  readonly note: string | undefined;
  /** In a dry run: what would be sent, up to 64 KiB. */
  readonly sql: string | undefined;
}

/** What the server, or the plan, had to say; long ones are cut. */
export interface ReportNotice {
  readonly severity: string;
  readonly message: string;
  /** The scripts that it concerns. */
  readonly ids: readonly string[];
}

/** The backup that was taken before the first step. */
export interface ReportBackup {
  readonly path: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** Undefined until the run has ended, and for an embedded database. */
  readonly restoreCommand: string | undefined;
}

/** What is wrong with a file. */
export interface ReportProblem {
  readonly severity: 'error' | 'warning' | 'notice';
  readonly code: string;
  readonly message: string;
  readonly path: string;
}
