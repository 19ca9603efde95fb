import type { IsolationLevel } from '../sql/settings/isolation-level';
import type { SqlProblem, Statement } from '../sql/statements/statement';
import type { Location } from '../sql/text/positions';

/**
 * A version, read from the head of a folder name. Integers sort before dates, each kind by value.
 * `digits` of a date are padded with zeros to 17 (YYYYMMDDHHMMSSmmm); of an integer stripped of leading zeros, in each
 * of its parts when it has several (`1.10`).
 */
export interface Version {
  readonly kind: 'integer' | 'date';
  readonly digits: string;
  /** As it stands in the name, without separators but for dots: what status prints, and what parses to it again. */
  readonly text: string;
}

/** Settings from `-- pgrestify:` lines at the head of a script. */
export interface Directives {
  readonly transaction?: 'off';
  readonly lockTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  readonly requires: readonly Requirement[];
  readonly irreversible?: string;
  /** Not to be applied as long as it has no statement: what a generator has just written. */
  readonly draft?: true;
  readonly runAfterMigrations: boolean;
  readonly runAlways: boolean;
}

/** `requires auth-db:20240110`: that migration of that project must be applied first. */
export interface Requirement {
  readonly project: string;
  readonly version: string;
  readonly line: number;
}

/**
 * A script as it is on disk. `text` is normalised UTF-8 (no BOM, LF line ends); what is hashed is what is sent.
 */
export interface Script {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  /** Hex sha256 of the normalised text. */
  readonly checksum: string;
  /** Size of the normalised text. */
  readonly bytes: number;
  /** Undefined for a script over 8 MB, which is read again, in pieces, when it runs. */
  readonly text: Buffer | undefined;
  readonly directives: Directives;
}

/** How a script is sent to the server. */
export type ScriptMode =
  /** One message, one transaction. */
  | 'transactional'
  /** Over 8 MB: statements in batches inside one transaction. */
  | 'batches'
  /** In parts with recorded progress, since something in it cannot be in a transaction: mostly statement by statement. */
  | 'statements'
  /** No statement. */
  | 'empty';

/**
 * A part of a script in mode `statements`: a single statement, a whole BEGIN … COMMIT, or one of the few transactions of
 * a script that uses an enum value which it adds. These may have statements of an earlier part again, and of others only
 * some between their first and last.
 */
export interface ScriptUnit {
  readonly kind: 'transactional' | 'non-transactional';
  readonly statements: readonly Statement[];
  /** The level of its transaction. */
  readonly isolation: IsolationLevel;
  readonly transaction: TransactionAuthor;
}

/** Who wrote a transaction: the script, with BEGIN and COMMIT, or we do. */
export type TransactionAuthor = 'written' | 'ours';

/** What takes a script out of its one transaction, with the statement that decides it. */
export type ModeReason =
  /** The directive `transaction off`. */
  | { readonly kind: 'directive' }
  /** It cannot be in a transaction. */
  | { readonly kind: 'statement'; readonly statement: Statement }
  /** A BEGIN that is not around the whole script. */
  | { readonly kind: 'begin'; readonly statement: Statement }
  /** ALTER TYPE … ADD VALUE, whose value is used after it. */
  | { readonly kind: 'enum-value'; readonly statement: Statement }
  /** The server refused a statement in the transaction that the script was to be. */
  | { readonly kind: 'refused' };

/** A script that was split and classified. */
export interface ParsedScript {
  readonly script: Script;
  readonly mode: ScriptMode;
  /** Why it is not one transaction; only of mode `statements`. */
  readonly reason?: ModeReason;
  /** The level of its transaction, in mode `transactional`. */
  readonly isolation: IsolationLevel;
  /** Whose transaction it is, in mode `transactional`. */
  readonly transaction: TransactionAuthor;
  /** All statements to be sent, in order; an outer BEGIN … COMMIT and what our own BEGIN says taken off. Empty for mode `batches`. */
  readonly statements: readonly Statement[];
  /** For mode `statements`; empty otherwise. */
  readonly units: readonly ScriptUnit[];
  /**
   * The text to send in mode `transactional`: the script's with meta-commands, copy data and an outer BEGIN … COMMIT
   * blanked to spaces (line breaks kept), so that positions hold.
   */
  readonly message: string;
  readonly problems: readonly SqlProblem[];
  /** The COPY whose data runs to the end of the file, without the line `\.` that ends it; absent when there is none. */
  readonly openCopy?: Location;
}

/** A versioned migration: a folder with up.sql, mostly down.sql, sometimes verify.sql. */
export interface VersionedMigration {
  readonly kind: 'versioned';
  /** The folder's name, and the key of history. */
  readonly id: string;
  /** Undefined when the name has no number: it runs after the numbered ones of its run, by name. */
  readonly version: Version | undefined;
  /** Folder relative to the workspace. */
  readonly path: string;
  readonly up: Script;
  /** Read and hashed at first use; undefined when there is no down.sql. */
  readonly down: () => Script | undefined;
  /** Its up.sql calls itself a draft and has no statement yet: it stays pending. */
  readonly draft?: true;
  readonly verify: () => Script | undefined;
}

/** When a repeatable script runs, relative to the versioned migrations. */
export type RepeatablePhase = 'before' | 'after' | 'test-data';

/** A repeatable script: runs when it is new or its checksum changed. Its id is its path below `sql/`. */
export interface RepeatableScript {
  readonly kind: 'repeatable';
  /** Path below the sql folder, as `schemas/01_main.sql`. */
  readonly id: string;
  readonly phase: RepeatablePhase;
  readonly script: Script;
}

/**
 * A migration in the words of class-based libraries, where `up` and `down` are methods: here they are scripts, and what
 * is applied is always a file. `kind` tells the one that runs once from the one that runs whenever it was edited.
 */
export type Migration = VersionedMigration | RepeatableScript;

/** Something about the files that stops a run (`error`) or should be known (`warning`, `notice`). */
export interface FileProblem {
  readonly severity: 'error' | 'warning' | 'notice';
  readonly code:
    | SqlProblem['code']
    | 'VERSION_KINDS_MIXED'
    | 'VERSION_TIE'
    | 'VERSION_GAP'
    | 'VERSION_UNREAD'
    | 'UP_EMPTY'
    | 'UP_DRAFT'
    | 'NAME_CASE'
    | 'SAME_CONTENT';
  readonly message: string;
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly ids: readonly string[];
  /** What to do, where it says more than the catalogue does for the code. */
  readonly hint?: string;
  /** Of an error that matters only while one of `ids` is to be applied: what is applied is what it is. */
  readonly until?: 'applied';
}

/** All scripts of a project, in the order in which a fresh database runs them. */
export interface MigrationSet {
  readonly before: readonly RepeatableScript[];
  readonly versioned: readonly VersionedMigration[];
  readonly after: readonly RepeatableScript[];
  readonly testData: readonly RepeatableScript[];
  readonly problems: readonly FileProblem[];
}
