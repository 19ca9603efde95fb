import type { CatalogRow } from '../ports';
import { diffSchemas } from './diff';

/** Whether a schema is what it was. */
export type UndoVerdict = 'same' | 'same-except-column-order' | 'different';

/**
 * Verdict on a down script, from the schema before up and after down. A column that was dropped and added again stands last,
 * which no script can avoid: told apart, never called different. Baked clocks count as the same.
 */
export function compareForUndo(before: readonly CatalogRow[], after: readonly CatalogRow[]): UndoVerdict {
  const differences = diffSchemas(before, after);
  if (differences.some(({ severity }) => severity === 'drift')) return 'different';
  return differences.some(({ change }) => change === 'column-order') ? 'same-except-column-order' : 'same';
}
