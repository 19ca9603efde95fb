import type { MigrationSet, RepeatableScript } from '../../migrations/migration';
import type { CatalogRow } from '../../ports';
import { diffSchemas, type FieldDifference, type SchemaDifference } from '../../schema';
import type { AppliedScript } from './live-database';

/** Repeatable scripts of the project that history does not have, as in a database that was adopted. */
export interface PendingRepeatables {
  /** Those before the migrations: migrations that were recorded without being run may lean on them. */
  readonly before: readonly AppliedScript[];
  /** Those after them. */
  readonly after: readonly AppliedScript[];
}

/** In their order; as runs, the first before all others, the last after them. Pure. */
export function pendingRepeatables(
  { before, after }: MigrationSet,
  applied: readonly AppliedScript[],
  project: string,
): PendingRepeatables {
  const known = new Set(applied.filter((script) => script.project === project).map(({ id }) => id));
  const asRuns = (files: readonly RepeatableScript[], from: number) =>
    files
      .filter(({ id }) => !known.has(id))
      .map(({ id, kind, script: { checksum } }, index): AppliedScript => {
        const at = from + index;
        return { project, id, kind, checksum, baselined: false, firstRun: at, lastRun: at };
      });
  return { before: asRuns(before, 0), after: asRuns(after, Number.MAX_SAFE_INTEGER - after.length) };
}

/** The shadow before anything ran, after the pending scripts before the migrations, and after those at the end. */
export interface PendingSnapshots {
  readonly empty: readonly CatalogRow[];
  readonly before: readonly CatalogRow[];
  /** Undefined when they cannot be run. */
  readonly after: readonly CatalogRow[] | undefined;
}

/**
 * Takes what only pending scripts make for no drift, since the next migrate runs them: it may be missing, in whole or in
 * part (as a grant on a schema), and what comes after the migrations may be there already. Pure.
 */
export function forgivePending(
  differences: readonly SchemaDifference[],
  actual: readonly CatalogRow[],
  { empty, before, after }: PendingSnapshots,
): readonly SchemaDifference[] {
  const ofBefore = diffSchemas(empty, before, { owners: 'ignored' });
  const made = new Set(ofBefore.filter(({ change }) => change === 'added').map(keyOf));
  const changed = new Map(
    ofBefore.filter(({ change }) => change === 'changed').map((each) => [keyOf(each), each.fields]),
  );
  const unlikeAfter = after && new Set(diffSchemas(after, actual, { owners: 'ignored' }).map(keyOf));
  return differences.flatMap((difference) => {
    const key = keyOf(difference);
    if (difference.change === 'removed' && made.has(key)) return [asNotice(difference)];
    if (difference.change === 'added' && unlikeAfter?.has(key) === false) return [asNotice(difference)];
    if (difference.change !== 'changed') return [difference];
    return splitChanged(difference, changed.get(key) ?? []);
  });
}

/** The fields that are as if the pending scripts had not run yet, apart from the others. */
function splitChanged(
  difference: SchemaDifference,
  byPending: readonly FieldDifference[],
): readonly SchemaDifference[] {
  const pending = difference.fields.filter((field) => byPending.some((each) => isBackTo(field, each)));
  const others = difference.fields.filter((field) => !pending.includes(field));
  return [
    ...(others.length > 0 ? [{ ...difference, fields: others }] : []),
    ...(pending.length > 0 ? [asNotice({ ...difference, fields: pending })] : []),
  ];
}

/** Whether a field lacks what the pending scripts changed it to. */
function isBackTo(field: FieldDifference, change: FieldDifference): boolean {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return same(field.path, change.path) && same(field.expected, change.actual) && same(field.actual, change.expected);
}

function asNotice(difference: SchemaDifference): SchemaDifference {
  return { ...difference, severity: 'notice' };
}

function keyOf({ kind, id }: SchemaDifference): string {
  return `${kind} ${id}`;
}
