import { Client } from 'pg';
import { keySpace } from '../../src/postgres/lock/lock-keys';
import { eventually } from '../../testing/eventually';
import { type Runner, startRunners } from '../../testing/processes/runner';
import { createTestProject } from '../../testing/projects/test-project';
import {
  needingPgbouncer,
  type Pgbouncer,
  type PgbouncerOptions,
  startPgbouncer,
} from '../../testing/servers/pgbouncer';
import { canEscapeInPlainStrings } from '../../testing/servers/test-majors';
import type { TestDatabase } from '../../testing/servers/test-server';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

let pooler: Pgbouncer;
const server = useServer();
const database = useDatabase(server);
const project = useProject(() => pooler.through(database));
/** Connected to the server itself. */
const direct = useClient(database);

function behind(options: PgbouncerOptions): void {
  beforeAll(async () => {
    pooler = await startPgbouncer(server, options);
  });
  afterAll(() => pooler.stop());
}

needingPgbouncer(describe)('behind pgbouncer in transaction mode', () => {
  behind({ poolMode: 'transaction', poolSize: 2 });
  let runners: readonly Runner[] = [];
  afterEach(async () => {
    await Promise.all(runners.map((runner) => runner.stop()));
    runners = [];
  });

  it('refuses a backup, whose settings an application would get, and runs nothing', async () => {
    project.migration('001_t', 'CREATE TABLE t ();');
    const { outcome, refusals } = await project.migrate({ backup: true });
    expect(outcome).toBe('refused');
    expect(refusals).toMatchObject([{ code: 'POOLER_UNSAFE', waivedBy: '--no-backup' }]);
    expect(await valuesOf("SELECT to_regclass('t')")).toEqual([null]);
  });

  it('applies, repeats, reports and undoes migrations', async () => {
    project.write('functions/one.sql', 'CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;');
    project.migration('001_t', 'CREATE TABLE t (id int);\nCOPY t FROM stdin;\n1\n2\n\\.\n', 'DROP TABLE t;');
    project.migration('002_u', 'CREATE TABLE u ();', 'DROP TABLE u;');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
    expect(await valuesOf('SELECT id FROM t ORDER BY id')).toEqual([1, 2]);
    project.write('functions/one.sql', 'CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 11 $$;');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await valuesOf('SELECT one()')).toEqual([11]);
    expect((await project.rollback()).outcome).toBe('succeeded');
    const { migrations } = await project.status();
    expect(migrations.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'functions/one.sql applied',
      '001_t applied',
      '002_u pending',
    ]);
  });

  it('judges statements where the application must not wait, and leaves no setting behind', async () => {
    project.migration('001_t', 'CREATE TABLE t AS SELECT 1 AS n;');
    await project.migrate();
    project.migration('002_n', 'ALTER TABLE t ALTER n SET NOT NULL;');
    expect((await project.migrate({ lock: false })).refusals).toMatchObject([{ code: 'BLOCKING_STATEMENT' }]);
    const application = await connect(pooler.through(database));
    const { rows } = await application.query(
      "SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS wait, coalesce(current_setting('pgrestify.asked', true), '') AS asked",
    );
    await application.end();
    expect(rows).toEqual([{ path: '"$user", public', wait: '0', asked: '' }]);
  });

  it('applies a script over 8 MB', async () => {
    const rows = `INSERT INTO t SELECT '${'x'.repeat(1000)}';\n`.repeat(9_000);
    project.migration('001_large', `CREATE TABLE t (x text);\n${rows}`);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await valuesOf('SELECT count(*)::int FROM t')).toEqual([9_000]);
  });

  it('resets a database of a development environment', async () => {
    const development = createTestProject(pooler.through(database), { environment: 'development', development: true });
    await direct.query('CREATE TABLE old ()');
    development.migration('001_t', 'CREATE TABLE t ()');
    await development.migrate();
    expect((await development.migrate({ reset: true, confirm: true })).outcome).toBe('succeeded');
    expect(await valuesOf("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).toEqual(['t']);
    development.dispose();
  });

  it.each([
    ['succeeds', '', 'succeeded'],
    ['fails', 'SELECT 1 / 0;', 'failed'],
  ])('leaves nothing in the session of an application when a script %s', async (_, last, outcome) => {
    const applications = await Promise.all([1, 2].map(() => connect(pooler.through(database))));
    const before = await leftIn(applications);
    project.migration(
      '001_rude',
      `SET search_path TO pg_catalog; SET lock_timeout = '1min'; SET statement_timeout = '1h'; SET ROLE pg_monitor; RESET ROLE;
       ${canEscapeInPlainStrings() ? "DO $$BEGIN PERFORM set_config('standard_conforming_strings', 'off', false); END$$;" : ''} SET DateStyle = 'German'; SET TimeZone = 'Asia/Tokyo'; SET client_encoding = 'LATIN1';
       SET application_name = 'rude'; SET my.setting = 'x'; SELECT set_config('work_mem', '100MB', false);
       CREATE TEMP TABLE left_over (); PREPARE left_over AS SELECT 1; LISTEN left_over;
       DECLARE left_over CURSOR WITH HOLD FOR SELECT 1; SELECT pg_advisory_lock(4711); ${last}`,
    );
    expect((await project.migrate()).outcome).toBe(outcome);
    expect(await leftIn(applications)).toEqual(before);
    await Promise.all(applications.map((application) => application.end()));
  });

  it('leaves the statements that the pooler has prepared for an application', async () => {
    const application = await connect(pooler.through(database));
    await application.query({ name: 'own', text: 'SELECT 42 AS answer' });
    project.migration('001_t', 'PREPARE ours AS SELECT 1; EXECUTE ours; CREATE TABLE t ()');
    await project.migrate();
    expect(await preparedIn(application)).toEqual(['own']);
    await application.end();
  });

  it('lets each client keep the parameters that pgbouncer tracks for it', async () => {
    const application = await connect(pooler.through(database));
    await application.query("SET application_name = 'shop'; SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German'");
    project.migration('001_t', "SET TimeZone = 'Europe/Paris'; CREATE TABLE t ()");
    await project.migrate();
    for (const [name, value] of [
      ['application_name', 'shop'],
      ['TimeZone', 'Asia/Tokyo'],
      ['DateStyle', 'German, DMY'],
      ['client_encoding', 'UTF8'],
      ['standard_conforming_strings', 'on'],
    ]) {
      expect([name, ...(await valuesOf(`SHOW ${name}`, application))]).toEqual([name, value]);
    }
    await application.end();
  });

  it('refuses a script outside a transaction before anything runs', async () => {
    project.migration('001_t', 'CREATE TABLE t (id int)');
    project.migration('002_i', 'CREATE INDEX CONCURRENTLY i ON t (id)');
    for (const options of [{ dryRun: true }, {}]) {
      const { refusals } = await project.migrate(options);
      expect(refusals).toMatchObject([{ code: 'POOLER_UNSAFE', ids: ['002_i'] }]);
    }
    expect(await valuesOf("SELECT to_regclass('t')::text")).toEqual([null]);
    expect(await valuesOf("SELECT to_regnamespace('pgrestify')::text")).toEqual([null]);
    expect(await advisoryLocks()).toEqual([]);
  });

  (canEscapeInPlainStrings() ? it : it.skip)('refuses a database whose strings it cannot pin', async () => {
    await direct.query(`ALTER DATABASE ${database.database} SET standard_conforming_strings = off`);
    project.migration('001_t', "CREATE TABLE t (a text DEFAULT 'a\\b')");
    await expect(project.migrate()).rejects.toMatchObject({ code: 'POOLER_UNSAFE' });
  });

  it('ignores timeouts that the role has for idle and long transactions', async () => {
    await direct.query(`ALTER DATABASE ${database.database} SET transaction_timeout = '1500ms'`);
    await direct.query(`ALTER DATABASE ${database.database} SET idle_in_transaction_session_timeout = '1s'`);
    await direct.query(`ALTER DATABASE ${database.database} SET statement_timeout = '1s'`);
    project.migration('001_slow', 'SELECT pg_sleep(2); CREATE TABLE t ()');
    project.migration('002_u', 'CREATE TABLE u ()');
    expect((await project.migrate()).outcome).toBe('succeeded');
  });

  it('names who blocks a statement, and goes on when it is gone', async () => {
    await direct.query('CREATE TABLE gate ()');
    const application = await connect({ ...database, ...{ application_name: 'shop' } });
    await application.query('BEGIN; LOCK TABLE gate');
    project.migration('001_gate', '-- pgrestify: lock-timeout 1h\nLOCK TABLE gate');
    const run = project.migrate();
    await eventually('the blocker is named', () => project.events.some(({ type }) => type === 'step-waiting'));
    expect(project.events).toContainEqual(
      expect.objectContaining({
        type: 'step-waiting',
        blockers: [expect.objectContaining({ application: 'shop', lock: 'AccessExclusiveLock on public.gate' })],
      }),
    );
    await application.query('COMMIT');
    expect((await run).outcome).toBe('succeeded');
    await application.end();
  });

  it('tells how far a step is, of whatever process of the server it is in', async () => {
    const watched = createTestProject(pooler.through(database), { progress: 'watched' });
    await direct.query('CREATE TABLE t (a int); INSERT INTO t VALUES (1)');
    await direct.query(`CREATE FUNCTION pass(int) RETURNS int IMMUTABLE LANGUAGE plpgsql
      AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN 1; END $$`);
    const application = await connect(database);
    await application.query('BEGIN; SELECT pg_advisory_xact_lock(42)');
    watched.migration('001_i', '-- pgrestify: lock-timeout 1h\nCREATE INDEX i ON t (pass(a))');
    const run = watched.migrate();
    const told = () => watched.events.filter(({ type }) => type === 'step-progress');
    await eventually('it is told twice', () => told().length >= 2);
    expect(told()).toContainEqual(
      expect.objectContaining({
        waitEvent: 'Lock/advisory',
        server: expect.objectContaining({ command: 'CREATE INDEX' }),
      }),
    );
    await application.query('COMMIT');
    expect((await run).outcome).toBe('succeeded');
    await application.end();
    watched.dispose();
  });

  it('cancels the statement on the server when it is interrupted, and no other', async () => {
    await direct.query('CREATE TABLE duration AS SELECT 3600 AS seconds');
    project.migration('001_slow', 'CREATE TABLE t (); SELECT pg_sleep(seconds) FROM duration');
    const bystander = await connect(database);
    const undisturbed = bystander.query('SELECT pg_sleep(3)');
    const interruption = new AbortController();
    const run = project.migrate({}, interruption.signal);
    await eventually('the statement runs', async () => (await valuesOf(sleepingSql)).length === 2);
    interruption.abort();
    expect((await run).outcome).toBe('cancelled');
    expect(await valuesOf("SELECT to_regclass('t')::text")).toEqual([null]);
    await undisturbed;
    await bystander.end();
  });

  it('applies every migration once when 4 processes race', async () => {
    runners = await startRunners(4);
    for (const id of ['001_t1', '002_t2']) project.migration(id, `CREATE TABLE ${id.slice(4)} ()`);
    const request = { command: 'migrate', settings: project.settings } as const;
    const answers = await Promise.all(runners.map((runner) => runner.run(request)));
    expect(answers.map(({ message, outcome }) => message ?? outcome).sort()).toEqual([
      'nothing-to-do',
      'nothing-to-do',
      'nothing-to-do',
      'succeeded',
    ]);
    expect(await valuesOf('SELECT id FROM pgrestify.migration_events WHERE id IS NOT NULL')).toEqual([
      '001_t1',
      '002_t2',
    ]);
    expect(await advisoryLocks()).toEqual([]);
  });

  it('frees the lock of a process that is killed, and does its step once', async () => {
    await direct.query('CREATE TABLE duration AS SELECT 3600 AS seconds');
    project.migration('001_t', 'CREATE TABLE t ()');
    await project.migrate();
    project.migration('002_slow', 'SELECT pg_sleep(seconds) FROM duration');
    runners = await startRunners(1);
    const [runner] = runners;
    const first = runner?.run({ command: 'migrate', settings: project.settings });
    await eventually('the statement runs', async () => (await valuesOf(sleepingSql)).length === 1);
    await direct.query('UPDATE duration SET seconds = 0');
    await runner?.stop();
    expect((await first)?.outcome).toBe('killed');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await valuesOf(sleepingSql)).toEqual([]);
    expect(await valuesOf("SELECT outcome FROM pgrestify.migration_events WHERE id = '002_slow'")).toEqual([
      'succeeded',
    ]);
    expect(await advisoryLocks()).toEqual([]);
  });

  it('says what became of a step whose server connection was ended', async () => {
    await direct.query('CREATE TABLE gate ()');
    await direct.query('BEGIN; LOCK TABLE gate');
    project.migration('001_gate', 'CREATE TABLE t (); LOCK TABLE gate');
    const run = project.migrate();
    const onlooker = await connect(database);
    const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    await eventually('the worker waits', async () => (await valuesOf(waiting, onlooker)).length === 1);
    await onlooker.query(`SELECT pg_terminate_backend(pid, 5000) FROM (${waiting}) w`);
    await direct.query('COMMIT');
    const { outcome, steps } = await run;
    expect([outcome, steps[0]?.error?.code]).toEqual(['failed', 'CONNECTION_LOST']);
    expect((await project.migrate()).outcome).toBe('succeeded');
    await onlooker.end();
  });
});

needingPgbouncer(describe)('behind pgbouncer in transaction mode with one connection', () => {
  behind({ poolMode: 'transaction', poolSize: 1 });

  it('says that the pool is too small, and has written nothing', async () => {
    project.migration('001_t', 'CREATE TABLE t ()');
    await expect(project.migrate()).rejects.toMatchObject({ code: 'POOL_EXHAUSTED' });
    expect(await valuesOf("SELECT to_regnamespace('pgrestify')::text")).toEqual([null]);
    await eventually('the lock is free', async () => (await advisoryLocks()).length === 0);
  });
});

needingPgbouncer(describe)('behind pgbouncer in session mode', () => {
  behind({ poolMode: 'session', poolSize: 4 });

  it('applies what runs outside a transaction, as on a direct connection', async () => {
    project.migration('001_t', 'CREATE TABLE t (id int)', 'DROP TABLE t');
    project.migration('002_i', 'CREATE INDEX CONCURRENTLY i ON t (id); CREATE TABLE u ()', 'DROP INDEX CONCURRENTLY i');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await valuesOf("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).toEqual([true]);
    expect((await project.rollback()).outcome).toBe('succeeded');
    expect(await valuesOf("SELECT to_regclass('i')::text")).toEqual([null]);
    await eventually('the lock is free', async () => (await advisoryLocks()).length === 0);
  });
});

needingPgbouncer(describe)('behind pgbouncer in statement mode', () => {
  behind({ poolMode: 'statement', poolSize: 4 });

  it('is refused by name before anything is written', async () => {
    project.migration('001_t', 'CREATE TABLE t ()');
    await expect(project.migrate()).rejects.toMatchObject({ code: 'POOLER_UNSAFE' });
    expect(await valuesOf("SELECT to_regnamespace('pgrestify')::text")).toEqual([null]);
    await eventually('the lock is free', async () => (await advisoryLocks()).length === 0);
  });

  it('reports status', async () => {
    project.migration('001_t', 'CREATE TABLE t ()');
    expect((await project.status()).migrations).toMatchObject([{ id: '001_t', state: 'pending' }]);
  });
});

const sleepingSql = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

/** What the server connections of these clients hold, each asked in a transaction of its own at the same time. */
async function leftIn(clients: readonly Client[]): Promise<unknown> {
  for (const client of clients) await client.query('BEGIN');
  const left = [];
  for (const client of clients) {
    left.push({
      settings: await valuesOf(
        "SELECT name || '=' || setting FROM pg_settings WHERE setting IS DISTINCT FROM reset_val AND name <> 'application_name' ORDER BY 1",
        client,
      ),
      own: await valuesOf("SELECT nullif(current_setting('my.setting', true), '')", client),
      role: await valuesOf('SELECT current_user', client),
      temporary: await valuesOf("SELECT relname FROM pg_class WHERE relpersistence = 't'", client),
      prepared: await preparedIn(client),
      cursors: await valuesOf('SELECT name FROM pg_cursors', client),
      channels: await valuesOf('SELECT pg_listening_channels()', client),
      locks: await advisoryLocks(),
    });
  }
  for (const client of clients) await client.query('COMMIT');
  return left;
}

function preparedIn(client: Client): Promise<readonly unknown[]> {
  return valuesOf('SELECT name FROM pg_prepared_statements', client);
}

function advisoryLocks(): Promise<readonly unknown[]> {
  return valuesOf(
    `SELECT classid::bigint - ${keySpace} || ' ' || objid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
}

async function connect(to: TestDatabase): Promise<Client> {
  const client = new Client(to);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function valuesOf(sql: string, client = direct): Promise<readonly unknown[]> {
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  return rows.map(([value]) => value);
}
