import type { MigrationSet } from '../../migrations/migration';

/** What a branch and its base are compared by: the scripts of a project in three states. */
export interface MergeFacts {
  readonly project: string;
  /** In the working tree. */
  readonly here: MigrationSet;
  /** Where the branch left its base. */
  readonly fork: MigrationSet;
  /** On the base as it is now. */
  readonly tip: MigrationSet;
  /** As a message names the base: `origin/main`. */
  readonly ref: string;
  /** The commit where the branch left it. */
  readonly commit: string;
  /** On the base itself, what is not committed may still be meant to be amended. */
  readonly head: 'at-base' | 'beside-base';
  /** Environments that refuse a migration older than the newest applied one. */
  readonly refuseOutOfOrder: readonly string[];
}
