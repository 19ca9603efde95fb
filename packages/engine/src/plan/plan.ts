import type { ErrorCode } from '../errors';
import type { HistoryRow } from '../history/history';
import type { StatementMeasure } from '../history/measure';
import type {
  ParsedScript,
  RepeatablePhase,
  RepeatableScript,
  Version,
  VersionedMigration,
} from '../migrations/migration';
import type { ObjectName } from '../migrations/units/named-objects';
import type { HistoryChange } from './history-change';

/** State of a script, derived from files and history and never stored. */
export type MigrationState =
  | 'pending'
  | 'applied'
  /** A script outside a transaction stopped part way. */
  | 'failed'
  /** Applied, then edited. */
  | 'changed'
  /** Repeatable, edited: runs again. */
  | 'outdated'
  /** Applied, file gone. */
  | 'missing'
  /** Missing, and newer than every file here. */
  | 'ahead'
  /** Pending, older than the newest applied. */
  | 'out-of-order';

/** One known script with its state: a file, a history row, or both. */
export interface MigrationStatus {
  readonly id: string;
  readonly kind: 'versioned' | 'repeatable';
  readonly version: Version | undefined;
  readonly state: MigrationState;
  readonly phase: RepeatablePhase | 'versioned';
  readonly file: VersionedMigration | RepeatableScript | undefined;
  readonly row: HistoryRow | undefined;
}

/** What a step does to history. */
export type StepAction =
  /** Apply a versioned migration. */
  | 'up'
  /** Undo one. */
  | 'down'
  /** Run a repeatable script, the first time or again. */
  | 'repeat'
  /** Leave a migration applied that cannot be undone, with a record that marks it (`--allow-irreversible`). */
  | 'skip-down'
  /** `--file` on a script that is no migration: an event only. */
  | 'script'
  /** Record a migration as applied without running it. */
  | 'baseline'
  /** Correct what history says. */
  | 'repair'
  /** Run `beforeRun` or `afterRun` of the config: an event only. */
  | 'hook';

/** One script to run. */
export interface Step {
  readonly action: StepAction;
  readonly id: string;
  readonly version: Version | undefined;
  /** Path of the file, or where the text comes from when it is stored: `history of <id>`. */
  readonly path: string;
  /** `stored` downs have their text read from history when the run begins. */
  readonly source: 'file' | 'stored' | 'none';
  readonly script: ParsedScript | undefined;
  /** The file as planned, for the checksums that history keeps; undefined for a stored down. */
  readonly file: VersionedMigration | RepeatableScript | undefined;
  /** The row that history must hold before the step; undefined: none. */
  readonly expected: HistoryRow | undefined;
  /** Units to pass over because history says that they are done. */
  readonly resumeAt: number;
  /** What a `baseline` or `repair` does, which runs nothing. */
  readonly change?: HistoryChange;
  /** What the config has run around its script. */
  readonly hooks?: StepHooks;
  /** What is read between its statements; absent: nothing, and no message is longer for it. */
  readonly measure?: StatementMeasure;
  /** Of a down: applied repeatable scripts that are to run again when it drops what they mention. */
  readonly watched?: readonly WatchedScript[];
}

/** What runs around a step's script, in its transaction. */
export interface StepHooks {
  readonly beforeEach?: ParsedScript;
  readonly afterEach?: ParsedScript;
  /** Settings by name that tell the hooks what they run for; a hook that is a step by itself has them alone. */
  readonly told: Readonly<Record<string, string>>;
}

/** A repeatable script, with the names that it mentions. */
export interface WatchedScript {
  readonly id: string;
  readonly names: readonly ObjectName[];
}

/** A reason not to run, as a value. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** The migrations that it concerns. */
  readonly ids: readonly string[];
  readonly hint: string;
  /** The option that waives it, as it is written on the command line; undefined: nothing does. */
  readonly waivedBy: string | undefined;
}

/** Something to be said that stops nothing. */
export interface Notice {
  readonly severity: 'warning' | 'notice';
  readonly message: string;
  readonly ids: readonly string[];
}

/** What a run would do. With refusals it runs nothing. */
export interface Plan {
  readonly direction: 'up' | 'down';
  readonly steps: readonly Step[];
  readonly refusals: readonly Refusal[];
  readonly notices: readonly Notice[];
  /** Every known script, in the order of a fresh run. */
  readonly statuses: readonly MigrationStatus[];
}
