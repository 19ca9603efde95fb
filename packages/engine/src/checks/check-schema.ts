import type { CatalogRow } from '../ports';
import { describeDifferences, diffSchemas, listTables, type SchemaDifference, type TableSummary } from '../schema';
import { buildExpectedSchema, type ExpectedSchema, type ExpectedSchemaContext } from './expected-schema';
import { type Finding, findingOf } from './finding';

/** What comparing a live schema gave. */
export interface SchemaComparison {
  readonly findings: readonly Finding[];
  /** `expected` is what the applied scripts make, `actual` the database. Owners are not compared. */
  readonly differences: readonly SchemaDifference[];
  /** Tables of the live database. */
  readonly tables: readonly TableSummary[];
}

/** Compares the live schema with the one that the applied scripts make on a shadow. */
export async function checkSchema(context: ExpectedSchemaContext): Promise<SchemaComparison> {
  // One right after the other: a run that begins while the shadow is made changes neither.
  const scripts = await context.live.appliedScripts();
  const actual = await context.live.snapshot();
  const expected = await buildExpectedSchema(scripts, context);
  const tables = listTables(actual);
  if (expected.completeness === 'none') return { findings: expected.findings, differences: [], tables };
  const differences = compareSchemas(await context.run.snapshot(), actual, expected.completeness);
  return { findings: [...expected.findings, ...describeDrift(differences)], differences, tables };
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
export function describeDrift(differences: readonly SchemaDifference[]): readonly Finding[] {
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
    ...of('error', 'The schema is not what the applied scripts make', drift),
    ...of('notice', 'Differences that do not count', notices),
  ];
}
