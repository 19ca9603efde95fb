import type { Step } from '../plan/plan';
import type { CatalogRow } from '../ports';
import { describeDifferences, diffSchemas, listTables, type SchemaDifference, type TableSummary } from '../schema';
import { buildExpectedSchema, type ExpectedSchema, type ExpectedSchemaContext } from './expected-schema';
import { type Finding, findingOf } from './finding';
import type { AppliedScript } from './live-database';
import { forgiveMissing, pendingHelpers } from './pending-helpers';

/** What comparing a live schema gave. */
export interface SchemaComparison {
  readonly findings: readonly Finding[];
  /** `expected` is what the applied scripts make, `actual` the database. Owners are not compared. */
  readonly differences: readonly SchemaDifference[];
  /** Tables of the live database. */
  readonly tables: readonly TableSummary[];
}

/**
 * Compares the live schema with the one that the applied scripts make on a shadow, and after them the migrations of a
 * baseline that is not recorded yet.
 */
export async function checkSchema(
  context: ExpectedSchemaContext,
  baseline: readonly Step[] = [],
): Promise<SchemaComparison> {
  const { live, run, set, project } = context;
  // One right after the other: a run that begins while the shadow is made changes neither.
  const applied = await live.appliedScripts();
  const actual = await live.snapshot();
  const tables = listTables(actual);
  const isAdopted = baseline.length > 0 || applied.some((script) => script.project === project && script.baselined);
  const helpers = isAdopted ? pendingHelpers(set, applied, project) : [];
  const prepared = helpers.length > 0 ? await buildExpectedSchema(helpers, context) : undefined;
  if (prepared?.completeness === 'none') return { findings: prepared.findings, differences: [], tables };
  const madeByHelpers = prepared ? await run.snapshot() : [];
  const expected = await buildExpectedSchema([...applied, ...asApplied(baseline, applied, project)], context);
  if (expected.completeness === 'none') return { findings: expected.findings, differences: [], tables };
  const differences = forgiveMissing(
    compareSchemas(await run.snapshot(), actual, expected.completeness),
    madeByHelpers,
  );
  const makers = baseline.length > 0 ? 'the migrations up to the baseline' : 'the applied scripts';
  return { findings: [...expected.findings, ...describeDrift(differences, makers)], differences, tables };
}

/** Migrations of a baseline as the last that ran. */
function asApplied(
  baseline: readonly Step[],
  applied: readonly AppliedScript[],
  project: string,
): readonly AppliedScript[] {
  const last = applied.reduce((latest, { lastRun }) => Math.max(latest, lastRun), 0);
  return baseline.map(({ id, script }, index) => {
    const at = last + index + 1;
    const checksum = script?.script.checksum ?? '';
    return { project, id, kind: 'versioned', checksum, baselined: true, firstRun: at, lastRun: at };
  });
}

/** With scripts of other projects unknown, what the database has beyond the shadow may be theirs: only a notice. Pure. */
export function compareSchemas(
  expected: readonly CatalogRow[],
  actual: readonly CatalogRow[],
  completeness: Exclude<ExpectedSchema['completeness'], 'none'>,
): readonly SchemaDifference[] {
  const differences = diffSchemas(expected, actual, { owners: 'ignored' });
  if (completeness === 'whole') return differences;
  return differences.map((difference) =>
    difference.change === 'added' ? { ...difference, severity: 'notice' } : difference,
  );
}

/** Drift as one error with all of it, notices as one notice. Pure. */
export function describeDrift(differences: readonly SchemaDifference[], makers: string): readonly Finding[] {
  const drift = differences.filter(({ severity }) => severity === 'drift');
  const notices = differences.filter(({ severity }) => severity === 'notice');
  const of = (severity: 'error' | 'notice', intro: string, told: readonly SchemaDifference[]): readonly Finding[] => {
    if (told.length === 0) return [];
    const ids = [...new Set(told.map(({ on, id }) => on ?? id))];
    const message = `${intro} (+ only in the database, - missing there, ~ other than expected):\n${describeDifferences(told)}`;
    const hint = severity === 'notice' ? { hint: undefined } : {};
    return [findingOf({ severity, check: 'schema', code: 'SCHEMA_DRIFT', message, ids, ...hint })];
  };
  return [
    ...of('error', `The schema is not what ${makers} make`, drift),
    ...of('notice', 'Differences that do not count', notices),
  ];
}
