import type { MigrationSet } from '../../migrations/migration';
import type { Finding } from '../finding';
import type { RowsPlan } from '../rows/check-rows';
import type { Parse } from '../scripts/check-scripts';
import type { MigrationLocks } from './locks/migration-locks';
import type { ShadowRun } from './shadow-run';
import type { ValidatedPrefix } from './validated-prefix';

/** What a check on a shadow works with. Checks run one after the other on one shadow. */
export interface ShadowContext {
  readonly project: string;
  readonly set: MigrationSet;
  readonly parse: Parse;
  readonly run: ShadowRun;
  /** What need not be done on this shadow, since an earlier run did it. */
  readonly prefix: ValidatedPrefix;
  /** Which migrations are tried on rows; none unless set. */
  readonly rows?: RowsPlan;
}

/** What a check on a shadow found, and whether the shadow is still what the next check expects. */
export interface ShadowFindings {
  readonly findings: readonly Finding[];
  readonly shadow: 'usable' | 'spoiled';
  /** Migrations whose up changed nothing, so that they need no down. */
  readonly idle?: readonly string[];
  /** What the ups of migrations did to tables that were there. */
  readonly locks?: readonly MigrationLocks[];
}
