import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';
import type { BlockingReport } from '../find-blocking';
import type { KnownSchema } from '../known/known-schema';
import type { RuleMeta, RuleSeverity } from '../rule-meta';
import type { Grammar } from '../syntax/grammar';
import type { Visit } from '../walk-run';
import type { Found, ReviewContext, ReviewedScript, RuleFound, ScriptRole, TextEdit } from './file-rule';

/** A script to be reviewed, or one that others were built on. */
export interface ScriptToReview {
  readonly id: string;
  readonly path: string;
  readonly role: ScriptRole;
  readonly parsed: ParsedScript;
  /** `followed`: cannot be edited any more; only what it makes counts. */
  readonly how: 'reviewed' | 'followed';
}

/** What a review needs. */
export interface ReviewRequest {
  readonly grammar: Grammar;
  /** In the order in which a fresh database runs them; those of a release are deployed together. */
  readonly releases: readonly (readonly ScriptToReview[])[];
  /** The severity of a rule in a script, by its path. */
  readonly severityOf: (rule: RuleMeta, path: string) => RuleSeverity;
  /** Whether a shadow tells afterwards what a server refuses. */
  readonly judges: 'files' | 'files-and-shadow';
  /** How long a statement waits for a lock. */
  readonly lockTimeoutMs: number;
  /** Of the servers that the scripts are for. */
  readonly majors: { readonly oldest: number; readonly newest: number };
}

/** Something found in a script. */
export interface ReviewFinding {
  readonly rule: RuleMeta;
  readonly severity: Exclude<RuleSeverity, 'off'>;
  readonly script: ReviewedScript;
  /** The byte of the script. */
  readonly offset: number;
  readonly message: string;
  readonly safeForm: string;
  readonly fix: readonly TextEdit[] | undefined;
}

/** What the parts of a review share. */
export interface Review extends Omit<ReviewRequest, 'releases'> {
  /** Asks the rules about a statement. */
  readonly ask: (context: ReviewContext) => readonly RuleFound[];
  /** What the scripts before a statement have made. */
  readonly known: KnownSchema;
  /** Asks those of `--no-lock`. */
  readonly judge: (visit: Visit) => BlockingReport;
}

/** Something found, before comments in the script had their say. */
export interface RawFinding {
  readonly rule: RuleMeta;
  readonly statement: Statement;
  readonly found: Found;
}
