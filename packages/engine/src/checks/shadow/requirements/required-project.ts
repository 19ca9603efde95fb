import type { Hooks } from '../../../migrations/hooks/hook';
import type { MigrationSet } from '../../../migrations/migration';

/** A project that is required, with its scripts. */
export interface RequiredProject {
  readonly project: string;
  readonly set: MigrationSet;
  /** What runs around them; nothing unless set. */
  readonly hooks?: Hooks;
}
