import type { IgnoredObjects } from '../../config/settings';
import type { Step } from '../../plan/plan';
import type { CatalogRow } from '../../ports';
import { describeDifferences, diffSchemas, listTables, type SchemaDifference, type TableSummary } from '../../schema';
import { addMends, describeMend, type MendedDifference } from '../../schema/mend';
import { type Finding, findingOf, findingOfError } from '../finding';
import { describeLeftOut } from './describe-left-out';
import { buildExpectedSchema, type ExpectedSchema, type ExpectedSchemaContext } from './expected-schema';
import { findMadeSettings } from './find-made-settings';
import { divideDifferences } from './left-out';
import type { AppliedScript, LiveDatabase } from './live-database';
import { takeOverSettings } from './made-settings';
import { forgivePending, pendingRepeatables } from './pending-repeatables';

/** What comparing a live schema gave. */
export interface SchemaComparison {
  readonly findings: readonly Finding[];
  /** `expected` is what the applied scripts make, `actual` the database. Owners are not compared. */
  readonly differences: readonly MendedDifference[];
  /** Tables of the live database. */
  readonly tables: readonly TableSummary[];
}

/** The live database as it was at one moment. */
export interface LiveSchema {
  readonly applied: readonly AppliedScript[];
  readonly rows: readonly CatalogRow[];
}

/** Reads it: one right after the other, so that a run that begins while a shadow is made changes neither. */
export async function readLiveSchema(live: LiveDatabase): Promise<LiveSchema> {
  const applied = await live.appliedScripts();
  return { applied, rows: await live.snapshot() };
}

/** What is compared beside the live schema. */
export interface CheckSchemaOptions {
  /** Migrations that a baseline is to record, as if they had run last. */
  readonly baseline: readonly Step[];
  /** What is left out. */
  readonly ignore: readonly IgnoredObjects[];
}

/** Compares the live schema with the one that the applied scripts make on a shadow, and after them a baseline. */
export async function checkSchema(
  { applied, rows: actual }: LiveSchema,
  context: ExpectedSchemaContext,
  { baseline, ignore }: CheckSchemaOptions,
): Promise<SchemaComparison> {
  const { run, set, project } = context;
  const tables = listTables(actual);
  const isAdopted = baseline.length > 0 || applied.some((script) => script.project === project && script.baselined);
  const none = { before: [], after: [] };
  const pending = isAdopted ? pendingRepeatables(set, applied, project) : none;
  const begun = await runAround('beforeRun', applied, context);
  const empty = pending.before.length > 0 ? await run.snapshot() : [];
  const prepared = await buildExpectedSchema(pending.before, context);
  if (prepared.completeness === 'none') return { findings: prepared.findings, differences: [], tables };
  const before = pending.before.length > 0 ? await run.snapshot() : [];
  const built = await buildExpectedSchema([...applied, ...asApplied(baseline, applied, project)], context);
  if (built.completeness === 'none') return { findings: built.findings, differences: [], tables };
  const ended = await runAround('afterRun', applied, context);
  const expected = takeOverSettings(await run.snapshot(), actual, await findMadeSettings(context));
  const after = pending.after.length > 0 ? await snapshotAfter(pending.after, context) : undefined;
  const compared = forgivePending(compareSchemas(expected, actual, built.completeness), actual, {
    empty,
    before,
    after,
  });
  const divided = divideDifferences(compared, { expected, actual }, { ignore, setup: run.setup });
  const counted = addMends(divided.counted, { expected, actual });
  const makers = baseline.length > 0 ? 'the migrations up to the baseline' : 'the applied scripts';
  const findings = [
    ...begun,
    ...built.findings,
    ...ended,
    ...describeDrift(counted, makers),
    ...describeLeftOut(divided),
  ];
  return { findings, differences: counted, tables };
}

/**
 * What the config has run around a run, and may have changed in the schema. It is the hook of now, which may be for
 * migrations to come: one that fails here is left out.
 */
async function runAround(
  name: 'beforeRun' | 'afterRun',
  applied: readonly AppliedScript[],
  { run, project }: ExpectedSchemaContext,
): Promise<readonly Finding[]> {
  const failed = applied.length > 0 ? await run.runHook(name, project) : undefined;
  if (!failed) return [];
  const prefix = `The schema to be expected is made without ${name}: `;
  return [findingOfError('schema', failed.error, failed.step, { severity: 'warning', prefix })];
}

/** Undefined when one of them cannot be run: they are not to be judged here. */
async function snapshotAfter(
  scripts: readonly AppliedScript[],
  context: ExpectedSchemaContext,
): Promise<readonly CatalogRow[] | undefined> {
  const { completeness } = await buildExpectedSchema(scripts, context);
  return completeness === 'none' ? undefined : context.run.snapshot();
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

/** Drift as one error with all of it and the SQL that mends it, notices as one notice. Pure. */
export function describeDrift(differences: readonly MendedDifference[], makers: string): readonly Finding[] {
  const drift = differences.filter(({ severity }) => severity === 'drift');
  const notices = differences.filter(({ severity }) => severity === 'notice');
  const of = (severity: 'error' | 'notice', intro: string, told: readonly MendedDifference[]): readonly Finding[] => {
    if (told.length === 0) return [];
    const ids = [...new Set(told.map(({ on, id }) => on ?? id))];
    const message = `${intro} (+ only in the database, - missing there, ~ other than expected):\n${describeDifferences(told, describeMend)}`;
    const hint = severity === 'notice' ? { hint: undefined } : {};
    return [findingOf({ severity, check: 'schema', code: 'SCHEMA_DRIFT', message, ids, ...hint })];
  };
  return [
    ...of('error', `The schema is not what ${makers} make`, drift),
    ...of('notice', 'Differences that do not count', notices),
  ];
}
