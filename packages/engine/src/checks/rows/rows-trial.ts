import type { ErrorReport } from '../../errors';
import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import type { Session } from '../../postgres/session/session';
import { parseRowCounts, type RowCount, readContentsSql } from '../../rehearsal/count-rows';
import { type SeedNames, seedCatalogSql } from '../../seed/catalog/catalog-sql';
import { parseSeedCatalog } from '../../seed/catalog/parse-catalog';
import type { SeedCatalog } from '../../seed/catalog/seed-table';
import { type SeededTable, seedRows } from '../../seed/rows/seed-rows';
import { seedSessionOf, withoutTriggersSql, withTriggersSql } from '../../seed/rows/seed-session';
import type { RowVariety } from '../../seed/values/column-values';
import { keepSequences } from './keep-sequences';
import { findLostRows, type LostRows } from './lost-rows';
import { tryScript, tryStep } from './try-script';

/** What is tried: an up on rows, and its down on what the up made of them. */
export interface RowsTrialOptions {
  readonly up: Step;
  readonly down: Step | undefined;
  /** What both mention. */
  readonly names: SeedNames;
  readonly testData: readonly ParsedScript[];
  readonly statementTimeoutMs: number;
}

/** Whose rows a script met: those of the project's own scripts alone, or made up ones. */
export type RowsOrigin = 'own' | RowVariety;

/** A script that rows refuse. */
export interface RowsFailure {
  readonly error: ErrorReport;
  readonly step: Step;
  readonly rows: RowsOrigin;
}

/** What came of it. */
export interface RowsTrial {
  /** Tables that had no rows, and why. */
  readonly without: readonly SeededTable[];
  /** On extreme rows, and where those were refused on plain ones. */
  readonly failures: readonly RowsFailure[];
  readonly lost: readonly LostRows[];
  /** Why nothing was tried; undefined: it was. */
  readonly obstacle?: string;
}

/**
 * Tries an up on rows and its down after it, in a transaction that is rolled back: rows of the project's test data where
 * these can be had before the migration, and made up ones in tables that have none. Undefined: it concerns no table.
 * What refuses extreme rows is tried once more on plain ones. Sequences are set back to where they were.
 */
export async function tryOnRows(session: Session, options: RowsTrialOptions): Promise<RowsTrial | undefined> {
  const [row] = await session.rows(seedCatalogSql(options.names));
  const catalog = parseSeedCatalog(row);
  if (catalog.tables.length === 0) return undefined;
  return keepSequences(session, () => takenBack(session, () => tryInTurns(session, catalog, options)));
}

async function takenBack<T>(session: Session, body: () => Promise<T>): Promise<T> {
  await session.send({ text: 'BEGIN' });
  try {
    return await body();
  } finally {
    await session.send({ text: 'ROLLBACK' });
  }
}

async function tryInTurns(session: Session, catalog: SeedCatalog, options: RowsTrialOptions): Promise<RowsTrial> {
  // Test data is of the schema after all migrations: what does not fit yet is left out.
  for (const script of options.testData) await tryScript(session, script, options.statementTimeoutMs);
  await session.send({ text: 'SAVEPOINT pgrestify_seed' });
  const first = await tryVariety(session, catalog, 'extreme', options);
  if (first.failures.every(({ rows }) => rows === 'own')) return first;
  await session.send({ text: 'ROLLBACK TO SAVEPOINT pgrestify_seed' });
  const second = await tryVariety(session, catalog, 'plain', options);
  return { ...second, failures: [...first.failures, ...second.failures] };
}

async function tryVariety(
  session: Session,
  catalog: SeedCatalog,
  variety: RowVariety,
  { up, down, statementTimeoutMs }: RowsTrialOptions,
): Promise<RowsTrial> {
  const seeded = await seed(session, catalog, variety);
  const without = seeded.filter((each) => each.rows === 'none');
  const rows = seeded.some((each) => each.rows === 'made') ? variety : 'own';
  const failed = (step: Step, error: ErrorReport): RowsTrial => ({
    without,
    failures: [{ error, step, rows }],
    lost: [],
  });
  const before = await readContents(session, catalog);
  const upError = await tryStep(session, up, statementTimeoutMs);
  if (upError) return failed(up, upError);
  if (!down) return { without, failures: [], lost: [] };
  const applied = await readContents(session, catalog);
  const downError = await tryStep(session, down, statementTimeoutMs);
  if (downError) return failed(down, downError);
  const lost = findLostRows({ before, applied, undone: await readContents(session, catalog) });
  return { without, failures: [], lost };
}

async function seed(session: Session, catalog: SeedCatalog, variety: RowVariety): Promise<readonly SeededTable[]> {
  const seeding = seedSessionOf(session);
  // Only an administrator may; rows of another have to pass triggers.
  await seeding.attempt(withoutTriggersSql);
  const seeded = await seedRows(catalog, variety, seeding);
  await seeding.attempt(withTriggersSql);
  return seeded;
}

async function readContents(session: Session, { tables }: SeedCatalog): Promise<readonly RowCount[]> {
  return parseRowCounts(await session.rows(readContentsSql(tables.map(({ schema, name }) => `${schema}.${name}`))));
}
