import { Client } from 'pg';
import type { RunResult } from '../../src/run/command';
import { eventually } from '../../testing/eventually';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
const project = useProject(database, { migrations: { lockTimeoutMs: 200, lockRetryForMs: 5_000 } });

const upPath = 'apps/api/sql/migrations/001_a/up.sql';

/** A comment that makes a script one that is sent in batches. */
const eightMegabytes = `-- ${'x'.repeat(8 * 1024 * 1024)}\n`;

function failureOf({ outcome, steps }: RunResult): string {
  expect(outcome).toBe('failed');
  return steps.find(({ error }) => error)?.error?.message ?? '';
}

async function failureOfUp(up: string): Promise<string> {
  project.migration('001_a', up);
  return failureOf(await project.migrate());
}

describe('a script that ends within a statement', () => {
  it.each([
    ['in a transaction', 'CREATE TABLE bad(', '1:18'],
    ['with a line end', 'CREATE TABLE bad(\n', '1:18'],
    ['with comments and blank lines after it', 'SELECT 1;\nCREATE TABLE bad(\n\n-- äöü\n/* more */\n\n', '2:18'],
    ['after COPY data', 'CREATE TABLE t (n int);\nCOPY t FROM stdin;\n1\n\\.\nCREATE TABLE bad(\n', '5:18'],
    ['in statements', '-- pgrestify: transaction off\nSELECT 1;\nCREATE TABLE bad(\n-- end\n', '3:18'],
    ['in a statement of its own', 'SELECT 1;\nCREATE INDEX CONCURRENTLY ON\n-- end\n', '2:29'],
    ['in batches', `${eightMegabytes}SELECT 1;\nCREATE TABLE bad(\n-- end\n`, '3:18'],
  ])('is told at its own end: %s', async (_what, up, place) => {
    expect(await failureOfUp(up)).toBe(`${upPath}:${place}: syntax error at end of input (SQLSTATE 42601).`);
  });

  it('is told at the semicolon when it has one', async () => {
    const expected = `${upPath}:2:17: syntax error at or near ";" (SQLSTATE 42601).`;
    expect(await failureOfUp('SELECT 1;\nCREATE TABLE bad; -- end\n')).toBe(expected);
    expect(await failureOfUp('-- pgrestify: transaction off\nCREATE TABLE bad; -- end\n')).toBe(expected);
  });

  it('is told so in a down.sql and in a repeatable', async () => {
    project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a, \n');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(failureOf(await project.rollback({ steps: 1 }))).toContain(
      '001_a/down.sql:1:14: syntax error at end of input',
    );
    project.write('repeatable/v.sql', 'CREATE VIEW v AS (\n');
    expect(failureOf(await project.migrate())).toContain('repeatable/v.sql:1:19: syntax error at end of input');
  });
});

describe('a wrong row of COPY data', () => {
  const table = 'CREATE TABLE t (id int PRIMARY KEY, n int CHECK (n < 100));\n';

  it.each([
    ['in a transaction', '', '4:3'],
    ['in statements', '-- pgrestify: transaction off\n', '5:3'],
    ['in batches', eightMegabytes, '5:1'],
  ])('is told by its line and column: %s', async (_what, head, place) => {
    expect(await failureOfUp(`${head}${table}COPY t FROM stdin;\n1\t2\n2\tx3\n\\.\nSELECT 1;\n`)).toBe(
      `${upPath}:${place}: invalid input syntax for type integer: "x3". Line 2 of the COPY data, column n (SQLSTATE 22P02).`,
    );
  });

  it('is told for the COPY that it is of, when a script has several', async () => {
    const first = 'COPY t FROM stdin;\n1\t2\n\\.\n';
    expect(
      await failureOfUp(
        `${table}${first}COPY t (n, id) FROM stdin WITH (FORMAT csv, HEADER);\nn,id\n"1",2\n500,3\n\\.\n`,
      ),
    ).toContain(
      `${upPath}:8:1: new row for relation "t" violates check constraint "t_n_check". Failing row contains (3, 500). Line 3 of the COPY data (SQLSTATE 23514).`,
    );
    expect(await failureOfUp(`${table}${first}COPY t FROM stdin;\n2\n\\.\n`)).toContain(
      `${upPath}:6:1: missing data for column "n". Line 1 of the COPY data (SQLSTATE 22P04).`,
    );
  });
});

describe('COPY data without the line that ends it', () => {
  it.each([
    ['in a transaction', '', 2],
    ['in statements', '-- pgrestify: transaction off\n', 3],
    ['in batches', eightMegabytes, 3],
  ])('runs to the end of the file, with a warning: %s', async (_what, head, line) => {
    project.migration('001_a', `${head}CREATE TABLE t (n int);\nCOPY t FROM stdin;\n1\n2\n`);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await client.query('SELECT n FROM t')).rows).toEqual([{ n: 1 }, { n: 2 }]);
    expect(project.events).toContainEqual(
      expect.objectContaining({
        type: 'notice-raised',
        severity: 'warning',
        message: expect.stringContaining(`${upPath}:${line}:1: the data of this COPY has no \\. at its end`),
      }),
    );
  });
});

describe('a dump of a database that was migrated', () => {
  it.each([
    ['in a script', '', 3],
    ['in a large script', eightMegabytes, 4],
  ])('is refused before anything runs, with the way to dump without our schema: %s', async (_what, head, line) => {
    project.migration(
      '001_a',
      `${head}CREATE TABLE a ();\n\nCREATE SCHEMA pgrestify;\nCOPY pgrestify.migrations FROM stdin;\n\\.\n`,
    );
    const { outcome, refusals } = await project.migrate();
    expect([outcome, refusals.map(({ code }) => code)]).toEqual([
      'refused',
      ['HISTORY_SCHEMA_USED', 'HISTORY_SCHEMA_USED'],
    ]);
    expect(refusals[0]?.message).toContain(`${upPath}:${line}:15: The schema pgrestify holds the history`);
    expect(refusals[0]?.hint).toContain('pg_dump --exclude-schema=pgrestify');
    expect((await client.query("SELECT to_regclass('a') AS a")).rows).toEqual([{ a: null }]);
  });
});

describe('a syntax error in the second statement of a batch', () => {
  it('is told where it is', async () => {
    expect(await failureOfUp(`${eightMegabytes}SELECT 'ä😀';\nCREATE TABEL c ();\nSELECT 1;\n`)).toBe(
      `${upPath}:3:8: syntax error at or near "TABEL" (SQLSTATE 42601).`,
    );
  });
});

describe('a deferred constraint that fails at the end of a script', () => {
  const tables = `CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int, parent int CONSTRAINT to_parent REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
`;

  it.each([
    ['in a transaction', '', ':3:33'],
    ['in statements', '-- pgrestify: transaction off\n', ':4:33'],
    ['in batches', eightMegabytes, ''],
  ])('is told so, with the script: %s', async (_what, head, place) => {
    expect(await failureOfUp(`${head}${tables}INSERT INTO child VALUES (1, 42)  ;\n-- end\n`)).toBe(
      `${upPath}${place}, at its end, as a deferred constraint: insert or update on table "child" violates foreign key constraint "to_parent". Key (parent)=(42) is not present in table "parent" (SQLSTATE 23503).`,
    );
  });

  it('is a hint to check it at once, where an ALTER finds it still pending', async () => {
    project.migration(
      '001_a',
      `${tables}INSERT INTO child VALUES (1, 1);\nINSERT INTO parent VALUES (1);\nALTER TABLE child ADD COLUMN n int;\n`,
    );
    const { steps } = await project.migrate();
    expect(steps[0]?.error).toMatchObject({ sqlState: '55006', location: { line: 5, column: 1 } });
    expect(steps[0]?.error?.hint).toContain('`SET CONSTRAINTS ALL IMMEDIATE;` before this statement');
  });
});

describe('a row of the catalog that another session writes at the same moment', () => {
  it.each([
    ['a GRANT', 'GRANT SELECT ON busy TO PUBLIC', 'GRANT UPDATE ON busy TO PUBLIC', 'XX000'],
    [
      'CREATE TABLE IF NOT EXISTS',
      'CREATE TABLE IF NOT EXISTS new (n int)',
      'CREATE TABLE IF NOT EXISTS new (n int)',
      '23505',
    ],
    ['CREATE SCHEMA IF NOT EXISTS', 'CREATE SCHEMA IF NOT EXISTS new', 'CREATE SCHEMA IF NOT EXISTS new', '23505'],
    [
      'CREATE OR REPLACE FUNCTION',
      "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
      '23505',
    ],
  ])('is tried again: %s', async (_what, theirs, ours, sqlState) => {
    await client.query('CREATE TABLE busy (n int)');
    await client.query(`BEGIN; ${theirs}`);
    project.migration('001_a', `SET lock_timeout = 0; ${ours};`);
    const other = new Client(database);
    await other.connect();
    const run = project.migrate();
    await waitUntilBlocked(other);
    await client.query('COMMIT');
    await other.end();
    expect((await run).outcome).toBe('succeeded');
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'step-retrying', attempt: 1, error: expect.objectContaining({ sqlState }) }),
    );
  });
});

describe('names that the server has cut', () => {
  const long = 'index_'.repeat(12);

  it.each([
    ['72 bytes', long],
    ['capitals of 72 bytes', `"${long.toUpperCase()}"`],
    ['two bytes a character', 'über'.repeat(16)],
  ])('are looked up so: %s', async (_what, name) => {
    const table = name.replace(/^"?/, '$&T');
    const create = `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON ${table} (a);\n`;
    project.migration(
      '001_a',
      `CREATE TABLE ${table} (a int);\n${create}${create}DROP INDEX CONCURRENTLY ${name};\n${create}`,
    );
    expect((await project.migrate()).outcome).toBe('succeeded');
  });

  it('are dropped when their index is invalid, and built again', async () => {
    await client.query('CREATE SCHEMA s; CREATE TABLE s.t (a int); INSERT INTO s.t VALUES (1), (1)');
    project.migration('001_a', `CREATE UNIQUE INDEX CONCURRENTLY ${long} ON s.t (a);`);
    expect((await project.migrate()).outcome).toBe('failed');
    expect((await client.query('SELECT FROM pg_index WHERE NOT indisvalid')).rowCount).toBe(0);
  });

  it('are refused when IF NOT EXISTS would pass over an invalid index', async () => {
    await client.query('CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)');
    await client.query(`CREATE UNIQUE INDEX CONCURRENTLY ${long} ON t (a)`).catch(() => {});
    project.migration('001_a', `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${long} ON t (a);`);
    const { steps } = await project.migrate();
    expect(steps[0]?.error?.code).toBe('INVALID_INDEX');
  });
});

async function waitUntilBlocked(other: Client): Promise<void> {
  const blocked = 'SELECT FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0';
  await eventually('a session waits for another', async () => (await other.query(blocked)).rowCount === 1);
}
