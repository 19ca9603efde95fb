import type { ErrorCode } from '../../errors';

/**
 * One statement of a script. Offsets are bytes of the normalised UTF-8 text, `end` exclusive, comments and blanks
 * before the first token and the closing semicolon left out.
 */
export interface Statement {
  readonly start: number;
  readonly end: number;
  /** The first eight words outside parentheses and quotes, upper-cased; a quoted identifier counts as `"`. */
  readonly words: readonly string[];
  /** Data lines of `COPY … FROM stdin` that follow the statement, without the closing `\.`. */
  readonly copyData?: { readonly start: number; readonly end: number };
}

/** A byte range of a script that psql reads and the server never sees: `\restrict`, `\unrestrict`, and the `\.` that ends copy data. */
export interface MetaCommand {
  readonly start: number;
  readonly end: number;
}

/** What is wrong in a text, and at which byte. */
export interface SqlProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly offset: number;
}

/** Result of splitting: every byte is in a statement, its copy data, a meta-command, or is blank, comment or semicolon. */
export interface SplitText {
  readonly statements: readonly Statement[];
  readonly metaCommands: readonly MetaCommand[];
  readonly problems: readonly SqlProblem[];
}

/** How one statement relates to transactions. `PostgreSQL 18 docs, each command's page; tried on 14 to 18`. */
export type StatementKind =
  /** May run in a transaction block. */
  | 'transactional'
  /** Cannot: CREATE INDEX CONCURRENTLY, VACUUM, CREATE DATABASE, ALTER SYSTEM, … */
  | 'non-transactional'
  /** BEGIN, START TRANSACTION. */
  | 'begin'
  /** COMMIT, END. */
  | 'commit'
  /** ROLLBACK, ABORT (not ROLLBACK TO, not ROLLBACK PREPARED). */
  | 'rollback'
  /** PREPARE TRANSACTION. */
  | 'prepare-transaction'
  /** ALTER TYPE … ADD VALUE: allowed in a transaction, but the value cannot be used before its COMMIT. */
  | 'enum-add-value';
