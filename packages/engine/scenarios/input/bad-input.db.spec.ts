import { type AddressInfo, createServer } from 'node:net';
import type { EngineError } from '../../src/errors';
import { describeEvent } from '../../src/reporters/text';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { readSnapshot } from '../../testing/schemas/read-snapshot';
import type { TestDatabase } from '../../testing/servers/test-server';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
const project = useProject(database);

/** Schema and history, to see that neither changed. */
async function contents() {
  const history = await client.query("SELECT to_regclass('pgrestify.migrations') IS NOT NULL AS exists");
  const rows = history.rows[0].exists
    ? await client.query('SELECT * FROM pgrestify.migrations ORDER BY id')
    : { rows: [] };
  const events = history.rows[0].exists
    ? await client.query('SELECT * FROM pgrestify.migration_events ORDER BY event_id')
    : { rows: [] };
  return { schema: await readSnapshot(client, 'included'), rows: rows.rows, events: events.rows };
}

async function states(): Promise<readonly string[]> {
  return (await project.status()).migrations.map(({ id, state }) => `${id}: ${state}`);
}

const printed = () => project.events.map((event) => describeEvent(event) ?? '').join('\n');

async function errorOf(promise: Promise<unknown>): Promise<EngineError> {
  return promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: EngineError) => error,
  );
}

describe('a syntax error in line 3 of the second of five migrations', () => {
  beforeEach(() => {
    for (const id of ['001_a', '003_c', '004_d', '005_e']) project.migration(id, `CREATE TABLE "${id}" ();`);
    project.migration('002_b', 'CREATE TABLE b (id int);\n-- ä😀\nCREATE TABEL c ();\n');
  });

  it('is shown with file, line, column and a caret; one is applied and four are pending', async () => {
    expect((await project.migrate()).outcome).toBe('failed');
    expect(printed()).toContain(
      [
        'STEP_FAILED: apps/api/sql/migrations/002_b/up.sql:3:8: syntax error at or near "TABEL" (SQLSTATE 42601).',
        '3 | CREATE TABEL c ();',
        '  |        ^',
        'hint: Correct the script, and run again: nothing of it was kept.',
      ].join(`\n${' '.repeat(15)}`),
    );
    expect(printed()).toContain('Failed: 1 applied, 1 failed, 3 still pending');
    expect(await states()).toEqual([
      '001_a: applied',
      '002_b: pending',
      '003_c: pending',
      '004_d: pending',
      '005_e: pending',
    ]);
    expect((await client.query("SELECT to_regclass('b') AS b")).rows).toEqual([{ b: null }]);
  });

  it('is passed once it is repaired', async () => {
    await project.migrate();
    project.migration('002_b', 'CREATE TABLE b (id int);\n-- ä😀\nCREATE TABLE c ();\n');
    const { outcome, steps } = await project.migrate();
    expect([outcome, steps.map(({ step }) => step.id)]).toEqual(['succeeded', ['002_b', '003_c', '004_d', '005_e']]);
  });
});

describe('a database that cannot be reached', () => {
  let other: TestProject;
  const elsewhere = (change: Partial<Record<keyof TestDatabase, string | number>>, connectTimeoutMs = 30_000) => {
    other = createTestProject({ ...database, ...change } as TestDatabase, { migrations: { connectTimeoutMs } });
    return other;
  };
  afterEach(() => other.dispose());

  it.each<[string, Partial<Record<keyof TestDatabase, string | number>>, string, RegExp]>([
    ['nothing listens', { port: 1 }, 'CONNECTION_FAILED', /^Cannot connect to 127\.0\.0\.1:1: .*ECONNREFUSED/],
    ['the host has no address', { host: 'nowhere.invalid' }, 'CONNECTION_FAILED', /nowhere\.invalid/],
    ['the password is wrong', { password: 'canary-5f1' }, 'AUTHENTICATION_FAILED', /refuses user "postgres"/],
    ['the password is empty', { password: '' }, 'AUTHENTICATION_FAILED', /asks for a password/],
    ['there is no such user', { user: 'nobody', password: 'canary-5f1' }, 'AUTHENTICATION_FAILED', /user "nobody"/],
    ['there is no such database', { database: 'nothing' }, 'DATABASE_MISSING', /has no database "nothing"/],
  ])('is an error that says what to do when %s', async (_what, change, code, message) => {
    elsewhere(change);
    other.migration('001_a', 'CREATE TABLE a ();');
    for (const command of [other.migrate, other.rollback, other.status]) {
      const error = await errorOf(command());
      expect(error).toMatchObject({
        code,
        message: expect.stringMatching(message),
        hint: expect.stringMatching(/\w+.*\.$/),
      });
      expect(JSON.stringify([error.message, error.hint, error.fields])).not.toContain('canary-5f1');
    }
  });

  it.each([
    ['never answers', ''],
    ['is no PostgreSQL', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('is an error when what listens there %s', async (_what, answer) => {
    const listener = createServer((socket) => {
      socket.on('error', () => {});
      socket.write(answer);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    elsewhere({ port: (listener.address() as AddressInfo).port }, 500);
    expect(await errorOf(other.status())).toMatchObject({ code: 'CONNECTION_FAILED' });
    listener.close();
  });
});

describe('files that contradict what was applied', () => {
  beforeEach(async () => {
    for (const id of ['001_a', '002_b', '003_c'])
      project.migration(id, `CREATE TABLE "${id}" ();`, `DROP TABLE "${id}";`);
    project.migration('004_d', 'CREATE TABLE "004_d" ();');
    await project.migrate();
    project.migration('005_e', 'CREATE TABLE "005_e" ();');
  });

  const migrate = () => project.migrate();
  it.each<[string, () => unknown, () => ReturnType<TestProject['migrate']>, string, RegExp]>([
    ['an edited applied file', () => project.migration('002_b', 'SELECT 1;'), migrate, 'CHANGED', /Restore the file/],
    ['a deleted applied file', () => project.remove('migrations/002_b'), migrate, 'MISSING', /rollback --missing/],
    ['ids that differ only in case', () => project.migration('005_E', 'SELECT 1;'), migrate, 'ID_DUPLICATE', /Rename/],
    ['a folder without up.sql', () => project.write('migrations/006_f/down.sql', ''), migrate, 'UP_MISSING', /Add it/],
    ['a down that is missing', () => {}, () => project.rollback(), 'DOWN_MISSING', /Write .*004_d\/down\.sql/],
    ['a target that is unknown', () => {}, () => project.rollback({ to: 'nothing' }), 'TARGET_UNKNOWN', /status/],
    [
      'a requirement that nobody meets',
      () => project.migration('006_f', '-- pgrestify: requires auth:1'),
      migrate,
      'REQUIREMENT_MISSING',
      /Run migrate of auth first/,
    ],
  ])('are refused by name, with what to do, and nothing changes: %s', async (_what, change, command, code, hint) => {
    change();
    const before = await contents();
    const { outcome, refusals } = await command();
    expect([outcome, refusals.map((refusal) => refusal.code)]).toEqual(['refused', [code]]);
    expect(refusals[0]?.hint).toMatch(hint);
    expect(await contents()).toEqual(before);
  });
});

describe('a script that leans on what is not there yet, or is leant on', () => {
  it('is told to run after the migrations when a repeatable one of before names a later table', async () => {
    project.write('schemas/03_views.sql', 'CREATE OR REPLACE VIEW titles AS\n  SELECT title FROM posts;');
    project.migration('001_posts', 'CREATE TABLE posts (title text);');
    const { steps } = await project.migrate();
    expect(steps[0]?.error).toMatchObject({
      location: { path: 'apps/api/sql/schemas/03_views.sql', line: 2, column: 21 },
      hint: expect.stringContaining('move the script to sql/repeatable'),
    });
    project.write(
      'schemas/03_views.sql',
      '-- pgrestify: run after-migrations\nCREATE OR REPLACE VIEW titles AS\n  SELECT title FROM posts;',
    );
    expect((await project.migrate()).outcome).toBe('succeeded');
  });

  it('is named when what it made stands in the way of a rollback', async () => {
    project.migration('001_posts', 'CREATE TABLE posts (title text);', 'DROP TABLE posts;');
    project.write('repeatable/titles.sql', 'CREATE OR REPLACE VIEW public."Titles" AS SELECT title FROM posts;');
    project.write('repeatable/other.sql', 'CREATE OR REPLACE VIEW other AS SELECT 1 AS title;');
    await project.migrate();
    const { steps } = await project.rollback();
    expect(steps[0]?.error).toMatchObject({
      sqlState: '2BP01',
      hint: expect.stringContaining('apps/api/sql/repeatable/titles.sql made view Titles'),
      fields: { scripts: ['apps/api/sql/repeatable/titles.sql'] },
    });
    project.migration('001_posts', 'CREATE TABLE posts (title text);', 'DROP VIEW "Titles"; DROP TABLE posts;');
    expect((await project.rollback()).outcome).toBe('succeeded');
  });
});

describe('a server that may not be written', () => {
  it('is refused before anything runs; status works', async () => {
    await client.query(`ALTER DATABASE "${database.database}" SET default_transaction_read_only = on`);
    project.migration('001_a', 'CREATE TABLE a ();');
    expect(await errorOf(project.migrate())).toMatchObject({
      code: 'DATABASE_READ_ONLY',
      hint: 'Connect to the primary.',
    });
    expect(await states()).toEqual(['001_a: pending']);
  });
});

describe('a schema pgrestify that is not ours', () => {
  it.each([
    [
      'has a table of that name',
      'CREATE SCHEMA pgrestify; CREATE TABLE pgrestify.migrations ()',
      'HISTORY_FOREIGN',
      /Rename/,
    ],
    ['has other things', 'CREATE SCHEMA pgrestify; CREATE TABLE pgrestify.users ()', 'HISTORY_FOREIGN', /Rename/],
    [
      'says so in its comment',
      "CREATE SCHEMA pgrestify; COMMENT ON SCHEMA pgrestify IS 'mine'",
      'HISTORY_FOREIGN',
      /Rename/,
    ],
    [
      'is newer',
      "CREATE SCHEMA pgrestify; COMMENT ON SCHEMA pgrestify IS 'pgrestify history, layout 99'",
      'HISTORY_TOO_NEW',
      /Upgrade/,
    ],
  ])('is refused when it %s', async (_what, sql, code, hint) => {
    await client.query(sql);
    project.migration('001_a', 'CREATE TABLE a ();');
    const before = await contents().catch(() => undefined);
    expect(await errorOf(project.migrate())).toMatchObject({ code, hint: expect.stringMatching(hint) });
    expect(await contents().catch(() => undefined)).toEqual(before);
  });

  it('is taken over when it is empty', async () => {
    await client.query('CREATE SCHEMA pgrestify');
    project.migration('001_a', 'CREATE TABLE a ();');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await states()).toEqual(['001_a: applied']);
  });
});
