import type { MigrationSet, RepeatableScript } from '../migrations/migration';
import type { Step } from '../plan/plan';
import { listTables, type SchemaDifference } from '../schema';
import { compareSchemas, describeDrift, type SchemaComparison } from './check-schema';
import { buildExpectedSchema, type ExpectedSchemaContext } from './expected-schema';
import type { AppliedScript } from './live-database';

/**
 * Compares a live schema with the one that its applied scripts and then these migrations make, which history does not
 * have yet. Repeatable scripts that come before are run ahead of them, since migrations may lean on those; what they alone
 * make may be missing in the database, where the next migration runs them.
 */
export async function checkUnrecorded(
  steps: readonly Step[],
  context: ExpectedSchemaContext,
): Promise<SchemaComparison> {
  const { live, project, run, set } = context;
  const applied = await live.appliedScripts();
  const actual = await live.snapshot();
  const tables = listTables(actual);
  const helpers = unrecordedHelpers(set, applied, project);
  const prepared = await buildExpectedSchema(helpers, context);
  if (prepared.completeness === 'none') return { findings: prepared.findings, differences: [], tables };
  const ofHelpers = new Set((await run.snapshot()).map(({ kind, id }) => `${kind} ${id}`));
  const last = applied.reduce((latest, { lastRun }) => Math.max(latest, lastRun), 0);
  const recorded = steps.map(({ id, script }, index): AppliedScript => {
    const at = last + index + 1;
    return { project, id, kind: 'versioned', checksum: script?.script.checksum ?? '', firstRun: at, lastRun: at };
  });
  const expected = await buildExpectedSchema([...applied, ...recorded], context);
  if (expected.completeness === 'none') return { findings: expected.findings, differences: [], tables };
  const differences = compareSchemas(await run.snapshot(), actual, expected.completeness).map((difference) =>
    ofHelpers.has(`${difference.kind} ${difference.id}`) ? asNotice(difference) : difference,
  );
  return { findings: [...expected.findings, ...describeDrift(differences)], differences, tables };
}

function unrecordedHelpers(
  { before }: MigrationSet,
  applied: readonly AppliedScript[],
  project: string,
): readonly AppliedScript[] {
  const known = new Set(applied.filter((script) => script.project === project).map(({ id }) => id));
  return before
    .filter(({ id }) => !known.has(id))
    .map(({ id, kind, script }: RepeatableScript, at) => ({
      project,
      id,
      kind,
      checksum: script.checksum,
      firstRun: at,
      lastRun: at,
    }));
}

function asNotice(difference: SchemaDifference): SchemaDifference {
  return difference.change === 'removed' ? { ...difference, severity: 'notice' } : difference;
}
