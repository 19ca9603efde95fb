import type { History } from '../history/history';
import type { MigrationSet, ParsedScript, Script } from '../migrations/migration';

/** What every plan is made from. */
export interface PlanInput {
  readonly set: MigrationSet;
  readonly history: History;
  /** Splits and classifies a script: `parseScript`. */
  readonly parse: (script: Script) => ParsedScript;
  /**
   * Text that history keeps of a migration, read beforehand; undefined when none is kept. Without this function, steps
   * from stored text are planned unread: plan, read the texts of the steps whose source is `stored`, and plan again.
   */
  readonly storedText?: (id: string, direction: 'up' | 'down') => string | undefined;
}

/** Whether the migration with this id or version of another project is applied. */
export type RequirementsMet = (project: string, version: string) => boolean;
