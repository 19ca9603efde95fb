import type { TableSummary } from '../schema';
import type { MendedDifference } from '../schema/mend';
import type { CheckReport } from './check-run';
import type { Finding } from './finding';
import type { CorrectedRule, MeasuredLock } from './measured-lock';

/** What checks said of a project, or of its live database. Only `succeeded` is exit 0; warnings do not fail. */
export interface ValidateResult {
  readonly command: 'validate' | 'drift' | 'verify';
  readonly project: string;
  readonly environment: string;
  readonly outcome: 'succeeded' | 'failed';
  /** Majors of the shadows that were used, the lowest first; absent where none was meant to be. */
  readonly postgres?: readonly number[];
  /** In the order in which they ran. */
  readonly checks: readonly CheckReport[];
  readonly findings: readonly Finding[];
  /** Tables of the live database; none for `validate`, which has no live database. */
  readonly tables: readonly TableSummary[];
  /** The live schema against the expected one; none for `validate`. */
  readonly differences: readonly MendedDifference[];
  /** What new migrations lock that others use, measured on the shadows; absent where none ran, and for a live database. */
  readonly locks?: readonly MeasuredLock[];
  /** Where rules of the linter and the measurement differ, which then holds; absent as `locks`. */
  readonly correctedRules?: readonly CorrectedRule[];
  readonly durationMs: number;
}
