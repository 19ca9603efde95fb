import type { TestProject } from '../../testing/projects/test-project';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
const project = useProject(database);

async function valuesOf(query: string): Promise<readonly unknown[]> {
  const { rows } = await client.query({ text: query, rowMode: 'array' });
  return rows.map(([value]) => value);
}

/** Errors of the run, with what to do. */
async function failuresOf(run: ReturnType<TestProject['migrate']>): Promise<readonly (string | undefined)[]> {
  return (await run).steps.flatMap(({ error }) => (error ? [`${error.message} ${error.hint}`] : []));
}

const off = '-- pgrestify: transaction off\n';

const partitioned = `CREATE TABLE pt (a int) PARTITION BY RANGE (a); CREATE INDEX pi ON pt (a);
CREATE TABLE p1 PARTITION OF pt FOR VALUES FROM (0) TO (10)`;

const commits = `CREATE TABLE moved (n int);
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO moved VALUES (1); COMMIT; INSERT INTO moved VALUES (2); END $$`;

describe('a statement that only the server refuses a transaction', () => {
  it('runs with and without the directive, with a warning where it took its script apart', async () => {
    await client.query(`${partitioned}; ${commits}`);
    const alone = [
      'REINDEX TABLE pt',
      'REINDEX INDEX pi',
      'CLUSTER pt USING pi',
      'CALL p()',
      'DO $$ BEGIN CALL p(); END $$',
    ];
    for (const [index, statement] of alone.entries()) {
      project.migration(`${index}_off`, `${off}${statement};`);
      project.migration(
        `${index}_plain`,
        `CREATE TABLE first_${index} ();\n${statement};\nCREATE TABLE last_${index} ();`,
      );
    }
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(await valuesOf("SELECT count(*)::int FROM pg_class WHERE relname ~ '^(first|last)_'")).toEqual([10]);
    expect(await valuesOf('SELECT count(*)::int FROM moved')).toEqual([8]);
    const notices = project.events.flatMap((event) =>
      event.type === 'notice-raised' && event.message.includes('up.sql') ? [event.message] : [],
    );
    expect(notices).toEqual(
      ['REINDEX TABLE pt', 'REINDEX INDEX pi', 'CLUSTER pt USING pi', 'CALL p', 'DO'].map((words, index) =>
        expect.stringContaining(`migrations/${index}_plain/up.sql:2:1: ${words} cannot be in a transaction`),
      ),
    );
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
  });

  it('is undone, and applied again, when its script was taken apart', async () => {
    await client.query(partitioned);
    project.migration('1', 'CREATE TABLE t (); REINDEX TABLE pt;', 'DROP TABLE t; REINDEX TABLE pt;');
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(await failuresOf(project.rollback())).toEqual([]);
    expect(await failuresOf(project.migrate())).toEqual([]);
  });

  it('is not sent alone where that would not help, and nothing is kept', async () => {
    await client.query(
      `${commits}; CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN CALL p(); RETURN 1; END'`,
    );
    project.migration('1', 'CREATE TABLE t (); SELECT f();');
    const [failure] = await failuresOf(project.migrate());
    expect(failure).toContain('up.sql:1:20');
    expect(failure).toContain('2D000');
    expect(await valuesOf("SELECT to_regclass('t')")).toEqual([null]);
  });

  it('is not taken out of a transaction that the script wrote', async () => {
    await client.query(partitioned);
    project.migration('1', 'BEGIN; CREATE TABLE t (); REINDEX TABLE pt; COMMIT;');
    const [failure] = await failuresOf(project.migrate());
    expect(failure).toContain('Leave out the BEGIN and COMMIT');
    expect(await valuesOf("SELECT to_regclass('t')")).toEqual([null]);
  });

  it('leaves a script that fails behind it half done, says so, and goes on there', async () => {
    await client.query(partitioned);
    const script = 'CREATE TABLE t ();\nREINDEX TABLE pt;\nCREATE TABLE u (x nothing);\nCREATE TABLE v ();';
    project.migration('1', script);
    const [failure] = await failuresOf(project.migrate());
    expect(failure).toContain('Statements 1 to 2 of 4 are in the database.');
    expect(failure).toContain(
      'The next run goes on at statement 3 (apps/api/sql/migrations/1/up.sql:3:1, CREATE TABLE u).',
    );
    expect(await project.status()).toMatchObject({
      migrations: [{ state: 'failed', row: { unitsDone: 2, unitsTotal: 4 } }],
    });
    project.migration('1', script.replace('nothing', 'int'));
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(await project.status()).toMatchObject({ migrations: [{ state: 'applied' }] });
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
  });

  it('is not run again when it is not known whether it happened', async () => {
    await client.query(commits);
    project.migration('1', 'CREATE TABLE t (); CALL p(); SELECT 1;');
    await project.migrate();
    await client.query(
      "UPDATE pgrestify.migrations SET outcome = 'failed', failed_direction = 'up', units_done = 1, units_total = 3, unit_started = 1",
    );
    const [failure] = await failuresOf(project.migrate());
    expect(failure).toContain('nothing tells how far its code came');
    expect(await valuesOf('SELECT n FROM moved')).toEqual([1, 2]);
    expect((await project.repair({ id: '1', as: 'done', confirm: true })).refusals).toEqual([]);
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(await valuesOf('SELECT n FROM moved')).toEqual([1, 2]);
  });
});

describe('what a script leaves in its session', () => {
  const first = `SET search_path = app, public;
CREATE TEMP TABLE todo AS SELECT 1 AS a; GRANT SELECT ON todo TO app_owner;
PREPARE take AS INSERT INTO done VALUES ($1);
DECLARE c CURSOR WITH HOLD FOR SELECT 1;
SELECT set_config('app.actor', '3', false);
SELECT pg_advisory_lock(7);
LISTEN news;
SET ROLE pg_monitor; RESET ROLE; SET SESSION AUTHORIZATION app_user; SET ROLE app_owner;`;
  const last = `INSERT INTO done SELECT a FROM todo;
EXECUTE take(2);
MOVE c;
INSERT INTO done VALUES (current_setting('app.actor')::int);
INSERT INTO done SELECT 3 + count(*) FROM pg_locks WHERE objid = 7 AND pid = pg_backend_pid() AND locktype = 'advisory';
INSERT INTO done SELECT 4 + count(*) FROM pg_listening_channels();
INSERT INTO done SELECT 6 WHERE session_user = 'app_user' AND current_user = 'app_owner';`;

  it('is there to its end in a script of many transactions, and not in the next script', async () => {
    await client.query(`CREATE ROLE app_user; CREATE ROLE app_owner; GRANT app_owner TO app_user;
CREATE SCHEMA app AUTHORIZATION app_owner; CREATE TABLE app.done (a int); ALTER TABLE app.done OWNER TO app_owner`);
    project.migration('1', `${first}\nCREATE INDEX CONCURRENTLY i ON done (a);\n${last}`);
    project.migration('2', `${off}${first}\n${last}`);
    project.migration('3', 'SELECT pg_advisory_lock(7);');
    project.migration(
      '4',
      `${off}CREATE TABLE after AS SELECT session_user || current_user || current_setting('search_path') AS who;
CREATE TABLE left_behind AS SELECT a FROM (SELECT 1 AS a FROM pg_prepared_statements WHERE from_sql UNION ALL SELECT 2 FROM pg_listening_channels()
  UNION ALL SELECT 3 FROM pg_locks WHERE objid = 7 AND locktype = 'advisory' UNION ALL SELECT 4 FROM pg_class WHERE relname = 'todo') x;`,
    );
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(await valuesOf('SELECT a FROM app.done ORDER BY a')).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
    expect(await valuesOf('SELECT who FROM after')).toEqual(['postgrespostgres"$user", public']);
    expect(await valuesOf('SELECT a FROM left_behind')).toEqual([]);
  });

  it('is there again for a later run where that can be, and told to be gone where it cannot', async () => {
    await client.query('CREATE TABLE done (a int); CREATE TABLE todo (a int); INSERT INTO done VALUES (1), (1)');
    const script = `SELECT set_config('app.actor', '9', false);\nPREPARE take AS INSERT INTO done VALUES (current_setting('app.actor')::int);
CREATE UNIQUE INDEX CONCURRENTLY i ON done (a);\nEXECUTE take;`;
    project.migration('1', script);
    await project.migrate();
    project.migration(
      '2',
      `CREATE TEMP TABLE todo AS SELECT 2 AS a;\nCREATE UNIQUE INDEX CONCURRENTLY j ON done (a);\nINSERT INTO done SELECT a FROM todo;`,
    );
    await client.query('TRUNCATE done');
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(await valuesOf('SELECT a FROM done ORDER BY 1')).toEqual([2, 9]);
  });

  it('refuses to go on with what is gone', async () => {
    await client.query('CREATE TABLE done (a int); CREATE TABLE todo (a int); INSERT INTO done VALUES (1), (1)');
    project.migration(
      '1',
      `CREATE TEMP TABLE todo AS SELECT 2 AS a;\nCREATE UNIQUE INDEX CONCURRENTLY j ON done (a);\nINSERT INTO done SELECT a FROM todo;`,
    );
    await project.migrate();
    await client.query('TRUNCATE done');
    const { refusals } = await project.migrate();
    expect(refusals).toMatchObject([{ code: 'HALF_DONE', message: expect.stringContaining('temporary table todo') }]);
    expect(await valuesOf('SELECT a FROM done')).toEqual([]);
    project.migration(
      '1',
      `CREATE TEMP TABLE todo AS SELECT 2 AS a;\nCREATE UNIQUE INDEX CONCURRENTLY j ON done (a);\nCREATE TEMP TABLE todo AS SELECT 3 AS a;\nINSERT INTO done SELECT a FROM todo;`,
    );
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(await valuesOf('SELECT a FROM done')).toEqual([3]);
  });
});

describe('a script that uses an enum value which it adds', () => {
  beforeEach(() =>
    client.query(`CREATE TYPE state AS ENUM ('open'); CREATE TABLE tickets (s state);
CREATE SCHEMA archive; CREATE TABLE log (actor text);`),
  );

  it('adds the value first, and is one transaction for all the rest', async () => {
    project.migration(
      '1',
      `CREATE TABLE before ();\nALTER TYPE state ADD VALUE 'paused';\nINSERT INTO tickets VALUES ('paused');\nUPDATE tickets SET nosuch = 1;`,
    );
    const [failure] = await failuresOf(project.migrate());
    expect(failure).toContain('up.sql:4:20');
    expect(failure).toContain(
      'Transaction 1 of 2 is in the database. The next run goes on at transaction 2 (apps/api/sql/migrations/1/up.sql:1:1',
    );
    expect(await valuesOf("SELECT to_regclass('before')")).toEqual([null]);
    expect(await valuesOf('SELECT count(*)::int FROM tickets')).toEqual([0]);
    expect(await valuesOf("SELECT 'paused' = ANY (enum_range(NULL::state)::text[])")).toEqual([true]);
    project.migration(
      '1',
      `CREATE TABLE before ();\nALTER TYPE state ADD VALUE 'paused';\nINSERT INTO tickets VALUES ('paused');`,
    );
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(await valuesOf('SELECT s FROM tickets')).toEqual(['paused']);
  });

  it('tells the place of an error behind what is not sent, and sends COPY data', async () => {
    project.migration(
      '1',
      `COPY log FROM stdin;
grüße
\\.
SELECT 1
-- grüße
;
ALTER TYPE state ADD VALUE 'paused';
INSERT INTO tickets VALUES ('paused') /* ü */ ; /* größer; */ SELECT nosuch;`,
    );
    const [failure] = await failuresOf(project.migrate());
    expect(failure).toContain('up.sql:8:70');
  });

  it('keeps what it set for its session and for its transaction', async () => {
    project.migration(
      '1',
      `SELECT set_config('app.actor', 'm2', false); SELECT set_config('search_path', 'archive, public', true);
SET LOCAL app.note = 'n';
ALTER TYPE state ADD VALUE 'paused';
INSERT INTO tickets VALUES ('paused'); CREATE TABLE old_tickets (); INSERT INTO log VALUES (current_setting('app.actor') || current_setting('app.note'));`,
    );
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(
      await valuesOf("SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname = 'old_tickets'"),
    ).toEqual(['archive']);
    expect(await valuesOf('SELECT actor FROM log')).toEqual(['m2n']);
  });

  it('stays whole when nothing but words is like the value', async () => {
    project.migration(
      '1',
      `ALTER TYPE state ADD VALUE 'done';\n-- jobs are marked as done\nALTER TABLE tickets ADD done boolean;
COMMENT ON TABLE tickets IS 'done'; INSERT INTO log VALUES ('all done'); UPDATE tickets SET nosuch = true;`,
    );
    const [failure] = await failuresOf(project.migrate());
    expect(failure).toContain('nothing of it was kept');
    expect(await valuesOf('SELECT enum_range(NULL::state)::text')).toEqual(['{open}']);
  });

  it('sees the use in an array, a row and a body', async () => {
    project.migration('1', "ALTER TYPE state ADD VALUE 'a';\nSELECT '{open,a}'::state[];");
    project.migration('2', "ALTER TYPE state ADD VALUE 'b';\nSELECT '(b)'::tickets;");
    project.migration(
      '3',
      "ALTER TYPE state ADD VALUE 'c';\nDO $$ BEGIN EXECUTE 'INSERT INTO tickets VALUES (''c'')'; END $$;",
    );
    expect(await failuresOf(project.migrate())).toEqual([]);
  });

  it('makes a type of its own with its values first', async () => {
    project.migration(
      '1',
      `SET LOCAL app.note = 'n'; CREATE TYPE mood AS ENUM ('ok'); ALTER TYPE mood ADD VALUE 'fine'; CREATE TABLE m (m mood DEFAULT 'fine');
ALTER TYPE mood ADD VALUE 'bad' AFTER 'ok'; INSERT INTO m VALUES ('bad'); INSERT INTO log VALUES (current_setting('app.note'));`,
    );
    expect(await failuresOf(project.migrate())).toEqual([]);
    expect(await valuesOf('SELECT enum_range(NULL::mood)::text')).toEqual(['{ok,bad,fine}']);
    expect(await valuesOf('SELECT actor FROM log')).toEqual(['n']);
  });
});

it('runs a script at the isolation level that it asks for', async () => {
  await client.query('CREATE TABLE levels (id serial, level text)');
  const note = "INSERT INTO levels (level) VALUES (current_setting('transaction_isolation'));";
  const scripts = [
    `BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE; ${note} COMMIT;`,
    `BEGIN; SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; ${note} COMMIT;`,
    `SET LOCAL lock_timeout = '1s'; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, NOT DEFERRABLE; ${note}`,
    `SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE; ${note}`,
    `SET default_transaction_isolation = 'repeatable read'; ${note}`,
    `${off}SELECT 1; BEGIN ISOLATION LEVEL SERIALIZABLE; ${note} COMMIT;`,
    `${off}SELECT 1; SET default_transaction_isolation TO serializable; ${note}`,
    note,
  ];
  for (const [index, script] of scripts.entries()) project.migration(String(index), script);
  expect(await failuresOf(project.migrate())).toEqual([]);
  expect(await valuesOf('SELECT level FROM levels ORDER BY id')).toEqual([
    'serializable',
    'repeatable read',
    'serializable',
    'serializable',
    'repeatable read',
    'serializable',
    'serializable',
    'read committed',
  ]);
});

it('lets the next migration of a run see what settings of the database and of the role are now', async () => {
  project.migration(
    '1',
    `CREATE SCHEMA shop; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = shop, public', current_database()); END $$;`,
  );
  project.migration('2', 'CREATE TABLE customers ();');
  project.migration(
    '3',
    `${off}CREATE SCHEMA app; DO $$ BEGIN EXECUTE format('ALTER ROLE postgres IN DATABASE %I SET search_path = app', current_database()); END $$;`,
  );
  project.migration('4', `${off}CREATE TABLE orders ();`);
  expect(await failuresOf(project.migrate())).toEqual([]);
  expect(
    await valuesOf(
      "SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname IN ('customers', 'orders') ORDER BY 1",
    ),
  ).toEqual(['app', 'shop']);
});

describe('a half-done migration whose files are gone', () => {
  const up = `CREATE TABLE t (n int); INSERT INTO t VALUES (1), (1);\nCREATE UNIQUE INDEX CONCURRENTLY ti ON t (n);`;
  const down = `${off}DROP INDEX CONCURRENTLY IF EXISTS ti;\nINSERT INTO gate VALUES (1);\nDROP TABLE t;`;

  it('is refused, and undone by the down that history keeps, also where that stopped half way', async () => {
    await client.query('CREATE TABLE gate (n int CHECK (n <> 1))');
    project.migration('1', up, down);
    expect((await project.migrate()).outcome).toBe('failed');
    project.remove('migrations/1');
    expect((await project.migrate()).refusals.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'HALF_DONE 1 stopped after 2 of 3 statements, and its files are gone.',
    ]);
    expect((await project.rollback({ missing: true })).outcome).toBe('failed');
    expect((await project.migrate()).refusals.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'HALF_DONE The rollback of 1 stopped after 1 of 3 statements, and its files are gone.',
    ]);
    await client.query('ALTER TABLE gate DROP CONSTRAINT gate_n_check');
    expect((await project.rollback({ missing: true })).outcome).toBe('succeeded');
    expect(await valuesOf("SELECT to_regclass('t')::text")).toEqual([null]);
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
  });
});
