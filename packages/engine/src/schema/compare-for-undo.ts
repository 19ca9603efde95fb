import type { CatalogRow } from '../ports';
import { diffSchemas, type SchemaDifference } from './diff';

/** Whether a schema is what it was. */
export interface UndoComparison {
  readonly verdict: 'same' | 'different';
  /** In what a schema that is the same is not quite what it was; empty for one that is different. */
  readonly exceptions: readonly UndoException[];
}

/** What is told and makes no schema different. */
export type UndoException = Extract<SchemaDifference['change'], 'column-order' | 'blanks'>;

/**
 * Judges a down script by the schema before up and after down. A column that was dropped and added again stands last,
 * which no script can avoid, and a function may be restored with other blanks: told apart, never called different. Baked
 * clocks count as the same.
 */
export function compareForUndo(before: readonly CatalogRow[], after: readonly CatalogRow[]): UndoComparison {
  const differences = diffSchemas(before, after);
  if (differences.some(({ severity }) => severity === 'drift')) return { verdict: 'different', exceptions: [] };
  const exceptions = (['column-order', 'blanks'] as const).filter((exception) =>
    differences.some(({ change }) => change === exception),
  );
  return { verdict: 'same', exceptions };
}
