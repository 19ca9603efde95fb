import { Client } from 'pg';
import type { RunResult } from '../../src/run/command';
import { createTestProject, type TestProject, type TestProjectOptions } from '../../testing/projects/test-project';
import { readSnapshot } from '../../testing/schemas/read-snapshot';
import type { TestDatabase } from '../../testing/servers/test-server';
import { useServer } from '../../testing/servers/use-database';

const server = useServer({ settings: { autovacuum: 'off' } });

/** How a run is confirmed; the hash is that of the run itself, were it not refused. */
const confirmations: readonly (readonly [
  string,
  (dryRun: () => Promise<string>) => Promise<boolean | string | undefined>,
])[] = [
  ['without --confirm', async () => undefined],
  ['with --confirm', async () => true],
  ['with the hash of its plan', (dryRun) => dryRun()],
];

type Run = (
  project: TestProject,
  options: { confirm?: boolean | string | undefined; dryRun?: boolean },
) => Promise<RunResult>;

/** Every command that can lose what is meant to stay. */
const destructive: readonly (readonly [string, Run])[] = [
  ['migrate --reset', (project, options) => project.migrate({ ...options, reset: true })],
  [
    'migrate --reset --also-reset',
    (project, options) => project.migrate({ ...options, reset: true, alsoReset: 'billing' }),
  ],
  ['migrate --redo', (project, options) => project.migrate({ ...options, redo: true })],
  ['migrate --rollback-to', (project, options) => project.migrate({ ...options, rollbackTo: 0 })],
  ['migrate --include-test-data', (project, options) => project.migrate({ ...options, includeTestData: true })],
  [
    'migrate --file of a down.sql',
    (project, options) => project.migrate({ ...options, file: 'apps/api/sql/migrations/002_b/down.sql' }),
  ],
  [
    'migrate --file of no migration',
    (project, options) => project.migrate({ ...options, file: 'apps/api/sql/wipe.sql' }),
  ],
  [
    'migrate --file of test data',
    (project, options) => project.migrate({ ...options, file: 'apps/api/sql/test-data/a.sql' }),
  ],
  ['rollback', (project, options) => project.rollback(options)],
  ['rollback --to', (project, options) => project.rollback({ ...options, to: 0 })],
  ['rollback --last-run', (project, options) => project.rollback({ ...options, lastRun: true })],
  ['rollback --missing', (project, options) => project.rollback({ ...options, missing: true })],
  [
    'rollback --file',
    (project, options) => project.rollback({ ...options, file: 'apps/api/sql/migrations/002_b/down.sql' }),
  ],
];

/** Commands that change a history which is there, and nothing else. */
const overHistory: typeof destructive = [
  ['repair', (project, options) => project.repair(options)],
  ['repair --checksums', (project, options) => project.repair({ ...options, checksums: true })],
  ['repair --as=pending', (project, options) => project.repair({ ...options, id: '001_a', as: 'pending' })],
  ['migrate --baseline', (project, options) => project.migrate({ ...options, baseline: '002_b' })],
];

const casesOf = (commands: typeof destructive) =>
  commands.flatMap(([command, run]) => confirmations.map(([how, confirm]) => [command, how, run, confirm] as const));

const cases = casesOf(destructive);

/** A project that may do everything that its environment can allow. */
function open(database: TestDatabase, options: TestProjectOptions = {}): TestProject {
  const project = createTestProject(database, {
    environment: 'development',
    development: true,
    migrations: { allowReset: true, forbidTestData: false },
    ...options,
  });
  project.migration('001_a', 'CREATE TABLE a (id int);', 'DROP TABLE a;');
  project.migration('002_b', 'CREATE TABLE b (id int);', 'DROP TABLE b;');
  project.write('test-data/a.sql', 'INSERT INTO a VALUES (1);');
  project.write('wipe.sql', 'DELETE FROM a;');
  return project;
}

/** The catalog with the history's tables, every row of these, and the rows of the tables that must not be touched. */
async function fingerprint(database: TestDatabase): Promise<unknown> {
  const client = new Client(database);
  await client.connect();
  const rowsOf = async (sql: string): Promise<unknown> => (await client.query(sql)).rows;
  const schema = await readSnapshot(client, 'included');
  const tables = ['a', 'pgrestify.migrations', 'pgrestify.migration_events', 'pgrestify.environment'];
  const rows: unknown[] = [];
  for (const table of tables) {
    const [{ there }] = (await rowsOf(`SELECT to_regclass('${table}') IS NOT NULL AS there`)) as [{ there: boolean }];
    rows.push(there ? await rowsOf(`SELECT to_jsonb(t) FROM ${table} t ORDER BY to_jsonb(t)::text`) : []);
  }
  await client.end();
  return { schema, rows };
}

async function query(database: TestDatabase, sql: string): Promise<void> {
  const client = new Client(database);
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** The hash of a run that is refused all the same. */
async function hashOf(project: TestProject, run: Run): Promise<string> {
  await run(project, { dryRun: true });
  const end = project.events.at(-1);
  return end?.type === 'run-finished' ? end.planHash : 'p0000000000000000';
}

async function expectRefused(
  [, , run, confirm]: (typeof cases)[number],
  project: TestProject,
  database: TestDatabase,
  code: string,
): Promise<void> {
  const before = await fingerprint(database);
  const { outcome, refusals } = await run(project, { confirm: await confirm(() => hashOf(project, run)) });
  expect([outcome, refusals.map((refusal) => refusal.code)]).toEqual(['refused', expect.arrayContaining([code])]);
  expect(refusals.find((refusal) => refusal.code === code)?.waivedBy).toBeUndefined();
  expect(await fingerprint(database)).toEqual(before);
}

describe('a database that production has stamped', () => {
  let database: TestDatabase;
  let project: TestProject;
  beforeAll(async () => {
    database = await server.createDatabase();
    const production = open(database, { environment: 'production', development: false });
    expect((await production.migrate()).outcome).toBe('succeeded');
    production.dispose();
    await query(database, 'INSERT INTO a VALUES (7)');
    project = open(database);
    // Edited, so that it may be redone.
    project.migration('002_b', 'CREATE TABLE b (id int, more int);', 'DROP TABLE b;');
  });
  afterAll(() => project.dispose());

  it.each([...cases, ...casesOf(overHistory)])('is not touched by %s of development %s', async (...args) => {
    await expectRefused(args, project, database, 'STAMP_MISMATCH');
  });

  it('is not touched by migrate of another environment either, not even confirmed, only when the stamp is named', async () => {
    const before = await fingerprint(database);
    const staging = open(database, { environment: 'staging', development: false });
    staging.migration('003_c', 'CREATE TABLE c ();', 'DROP TABLE c;');
    for (const options of [{}, { confirm: true }, { force: true }, { acceptStamp: 'prod' }]) {
      expect((await staging.migrate(options)).refusals).toMatchObject([
        { code: 'STAMP_MISMATCH', waivedBy: '--accept-stamp=production' },
      ]);
    }
    expect(await fingerprint(database)).toEqual(before);
    expect((await staging.migrate({ acceptStamp: 'production' })).outcome).toBe('succeeded');
    staging.dispose();
  });
});

describe('a database in which only another project is, stamped by production', () => {
  let database: TestDatabase;
  let project: TestProject;
  beforeAll(async () => {
    database = await server.createDatabase();
    const billing = createTestProject(database, { project: 'billing', environment: 'production' });
    billing.migration('001_bills', 'CREATE TABLE bills (); CREATE TABLE a (id int);');
    expect((await billing.migrate()).outcome).toBe('succeeded');
    billing.dispose();
    project = open(database);
  });
  afterAll(() => project.dispose());

  it.each(cases)('is not touched by %s of development %s', async (...args) => {
    await expectRefused(args, project, database, 'STAMP_MISMATCH');
  });
});

describe('a database with tables and no stamp', () => {
  let database: TestDatabase;
  let project: TestProject;
  beforeAll(async () => {
    database = await server.createDatabase();
    await query(database, 'CREATE TABLE a (id int); INSERT INTO a VALUES (7); CREATE TABLE precious ()');
    project = open(database);
  });
  afterAll(() => project.dispose());

  it.each(cases)('is not touched by %s %s', async (...args) => {
    await expectRefused(args, project, database, 'STAMP_MISSING');
  });
});

describe('a database of the same stamp in another place', () => {
  it('is its environment’s own', async () => {
    const [one, other] = [await server.createDatabase(), await server.createDatabase()];
    for (const database of [one, other]) {
      const project = open(database);
      await project.migrate();
      expect((await project.rollback()).outcome).toBe('succeeded');
      expect((await project.migrate({ reset: true, confirm: true })).outcome).toBe('succeeded');
      project.dispose();
    }
  });
});

it('a hash that was reviewed in another database, or by another role of the same one, confirms what it should', async () => {
  const [staging, production] = [await server.createDatabase(), await server.createDatabase()];
  const [reviewed, confirmed] = [open(staging), open(production)];
  const confirm = await hashOf(reviewed, (project, options) => project.migrate(options));
  expect((await confirmed.migrate({ confirm })).refusals).toMatchObject([{ code: 'CONFIRMATION_REQUIRED' }]);
  const sameByAnotherAddress = open({ ...staging, host: 'localhost' as '127.0.0.1' });
  expect((await sameByAnotherAddress.migrate({ confirm })).outcome).toBe('succeeded');
  for (const project of [reviewed, confirmed, sameByAnotherAddress]) project.dispose();
});

it('a hash does not confirm a database that was dropped and made anew meanwhile', async () => {
  const database = await server.createDatabase();
  const project = open(database);
  const confirm = await hashOf(project, (each, options) => each.migrate(options));
  const admin = await server.createDatabase();
  await query(admin, `DROP DATABASE "${database.database}" WITH (FORCE)`);
  await query(admin, `CREATE DATABASE "${database.database}"`);
  expect((await project.migrate({ confirm })).refusals).toMatchObject([{ code: 'CONFIRMATION_REQUIRED' }]);
  project.dispose();
});

describe('what a confirmation calls destructive', () => {
  const dropsOfNothing = `DROP POLICY IF EXISTS own ON posts; DROP TRIGGER IF EXISTS touch ON posts; DROP VIEW IF EXISTS seen;
DROP FUNCTION IF EXISTS touch(); DROP TYPE IF EXISTS mood; ALTER TABLE IF EXISTS posts DROP COLUMN IF EXISTS n; DELETE FROM posts;`;

  /** The lines of the plan that a run asks to confirm. */
  async function destructiveOf(database: TestDatabase, up: string): Promise<readonly string[]> {
    const project = createTestProject(database, { migrations: { requireConfirmation: true } });
    project.migration('1-it', up);
    const [refusal] = (await project.migrate()).refusals;
    project.dispose();
    expect(refusal?.code).toBe('CONFIRMATION_REQUIRED');
    return [...(refusal?.message ?? '').matchAll(/DESTRUCTIVE: (.*)/g)].map(([, what]) => what ?? '');
  }

  it('is no DROP of what is not there, and no DELETE from what is empty', async () => {
    const database = await server.createDatabase();
    await query(database, 'CREATE TABLE posts (id int)');
    expect(await destructiveOf(database, dropsOfNothing)).toEqual([]);
  });

  it('is no DROP of what the run itself makes', async () => {
    const database = await server.createDatabase();
    const made = 'CREATE TABLE posts (id int); INSERT INTO posts VALUES (1); TRUNCATE posts; DROP TABLE posts;';
    expect(await destructiveOf(database, made)).toEqual([]);
  });

  it.each([
    ['DROP POLICY IF EXISTS own ON posts', 'DROP POLICY'],
    ['SET LOCAL search_path TO other; DROP TABLE IF EXISTS pets, nowhere', 'DROP TABLE'],
    ['DROP FUNCTION IF EXISTS unused(int)', 'DROP FUNCTION'],
    ['ALTER TABLE posts DROP COLUMN IF EXISTS nothing, DROP COLUMN id', 'DROP COLUMN'],
    ['DROP SCHEMA other CASCADE', 'DROP SCHEMA'],
    ['TRUNCATE posts', 'TRUNCATE'],
    ['DROP ROLE IF EXISTS no_such_role', 'DROP ROLE'],
  ])('is %s where it is there, or cannot be told', async (sql, what) => {
    const database = await server.createDatabase();
    await query(
      database,
      `CREATE TABLE posts (id int); INSERT INTO posts VALUES (1); CREATE POLICY own ON posts; CREATE SCHEMA other;
       CREATE TABLE other.pets (id int); CREATE FUNCTION unused(a int) RETURNS int LANGUAGE sql AS 'SELECT a';`,
    );
    expect(await destructiveOf(database, `${sql};`)).toEqual([what]);
  });
});
