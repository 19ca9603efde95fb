import type { MigrationSet } from '../migrations/migration';
import type { CatalogRow } from '../ports';
import type { SchemaDifference } from '../schema';
import type { AppliedScript } from './live-database';

/**
 * Repeatable scripts of the project that come before its migrations and that history does not have, as in a database
 * that was adopted: migrations that were recorded without being run may lean on them. In their order, before all others.
 * Pure.
 */
export function pendingHelpers(
  { before }: MigrationSet,
  applied: readonly AppliedScript[],
  project: string,
): readonly AppliedScript[] {
  const known = new Set(applied.filter((script) => script.project === project).map(({ id }) => id));
  return before
    .filter(({ id }) => !known.has(id))
    .map(({ id, kind, script: { checksum } }, at) => ({
      project,
      id,
      kind,
      checksum,
      baselined: false,
      firstRun: at,
      lastRun: at,
    }));
}

/** What such scripts alone make may be missing in the database, where the next migration runs them. Pure. */
export function forgiveMissing(
  differences: readonly SchemaDifference[],
  madeByHelpers: readonly CatalogRow[],
): readonly SchemaDifference[] {
  const made = new Set(madeByHelpers.map(({ kind, id }) => `${kind} ${id}`));
  return differences.map((difference) =>
    difference.change === 'removed' && made.has(`${difference.kind} ${difference.id}`)
      ? { ...difference, severity: 'notice' }
      : difference,
  );
}
