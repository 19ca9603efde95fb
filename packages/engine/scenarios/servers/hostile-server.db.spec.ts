import { Client } from 'pg';
import type { TestProject } from '../../testing/projects/test-project';
import { canEscapeInPlainStrings, testMajors } from '../../testing/servers/test-majors';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

describe.each(testMajors(14, 18))('a server with settings and objects of its own, PostgreSQL %i', (major) => {
  const server = useServer({ major });
  const database = useDatabase(server);
  const client = useClient(database);
  const project = useProject(database);
  beforeAll(async () => {
    const admin = new Client(await server.createDatabase());
    await admin.connect();
    await admin.query('CREATE ROLE owner_of_tables');
    await admin.end();
  });

  async function value(sql: string): Promise<unknown> {
    const { rows } = await client.query(sql);
    return Object.values(rows[0] ?? {})[0];
  }

  /** Everything that a run does: functions before their tables, an index outside a transaction, views, and back. */
  async function runEverything(): Promise<void> {
    project.write(
      'functions/f.sql',
      'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT id FROM t$$;',
    );
    project.migration(
      '001_t',
      "CREATE TABLE t (id int, note text);\nINSERT INTO t VALUES (1, 'it''s a \\ and ä😀');",
      'DROP TABLE t CASCADE;',
    );
    project.migration('002_i', 'CREATE INDEX CONCURRENTLY t_id ON t (id);\nSELECT 1;', 'DROP INDEX CONCURRENTLY t_id;');
    project.write('repeatable/v.sql', 'CREATE OR REPLACE VIEW v AS SELECT note FROM t;');
    expect(await outcomeOf(project.migrate())).toBe('succeeded');
    expect(await outcomeOf(project.rollback())).toBe('succeeded');
    expect(await outcomeOf(project.migrate())).toBe('succeeded');
    expect(await outcomeOf(project.migrate())).toBe('nothing-to-do');
    const { migrations, events } = await project.status({ history: true });
    expect(migrations.map(({ state }) => state)).toEqual(['applied', 'applied', 'applied', 'applied']);
    expect(events).toHaveLength(6);
  }

  async function outcomeOf(run: ReturnType<TestProject['migrate']>): Promise<unknown> {
    const { outcome, steps, refusals } = await run;
    const errors = steps.flatMap(({ error }) => (error ? [error.message] : []));
    return errors.length + refusals.length > 0 ? { errors, refusals } : outcome;
  }

  const settings: readonly (readonly [string, string])[] = [
    ['lock_timeout', "'1ms'"],
    ['idle_in_transaction_session_timeout', "'1ms'"],
    ['search_path', 'somewhere, public'],
    ['standard_conforming_strings', 'off'],
    ['default_transaction_isolation', 'serializable'],
    ['default_transaction_isolation', "'repeatable read'"],
    ['default_transaction_deferrable', 'on'],
    ['synchronous_commit', 'off'],
    ['client_min_messages', 'error'],
    ['client_encoding', 'latin1'],
    ['DateStyle', "'German, DMY'"],
    ['IntervalStyle', 'sql_standard'],
    ['extra_float_digits', "'-15'"],
    ['bytea_output', 'escape'],
    ['quote_all_identifiers', 'on'],
    ['row_security', 'off'],
    ['check_function_bodies', 'on'],
    ['TimeZone', "'Asia/Kathmandu'"],
    ['lc_numeric', "'C'"],
    ['xmlbinary', 'hex'],
  ];

  it.each(settings.filter(([name]) => name !== 'standard_conforming_strings' || canEscapeInPlainStrings(major)))(
    'is migrated although %s is %s',
    async (name, setting) => {
      await client.query(`ALTER DATABASE "${database.database}" SET ${name} = ${setting}`);
      await runEverything();
      expect(await value('SELECT note FROM v')).toBe("it's a \\ and ä😀");
      expect(await value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass")).toBe(true);
    },
  );

  it('lets no script be ended by a timeout of the server’s that is not configured', async () => {
    await client.query(`ALTER DATABASE "${database.database}" SET statement_timeout = '300ms'`);
    project.migration('001_a', 'SELECT pg_sleep(0.4);');
    project.migration('002_b', 'CREATE TABLE b (); CREATE INDEX CONCURRENTLY ON b ((1)); SELECT pg_sleep(0.4);');
    expect(await outcomeOf(project.migrate())).toBe('succeeded');
  });

  it('keeps the role that the server sets at login, for scripts and for history', async () => {
    await client.query(`GRANT ALL ON DATABASE "${database.database}" TO owner_of_tables`);
    await client.query('GRANT ALL ON SCHEMA public TO owner_of_tables');
    await client.query(`ALTER DATABASE "${database.database}" SET role = owner_of_tables`);
    await runEverything();
    expect(await value("SELECT tableowner FROM pg_tables WHERE tablename = 't'")).toBe('owner_of_tables');
    expect(await value("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'pgrestify'")).toBe(
      'owner_of_tables',
    );
  });

  it('runs scripts with the search_path of the database', async () => {
    await client.query(`CREATE SCHEMA app; ALTER DATABASE "${database.database}" SET search_path = app`);
    await runEverything();
    expect(await value("SELECT to_regclass('app.t')::text")).toBe('app.t');
  });

  it('calls none of the functions and operators that stand in front of the server’s own', async () => {
    const functions = [
      'now()',
      'clock_timestamp()',
      'transaction_timestamp()',
      'pg_backend_pid()',
      'version()',
      'current_database()',
      'set_config(text, text, boolean)',
      'current_setting(text)',
      'pg_try_advisory_lock(bigint)',
      'pg_advisory_xact_lock(bigint)',
      'pg_advisory_unlock(bigint)',
      'round(numeric)',
      'format(text)',
      'quote_ident(text)',
      'to_regclass(text)',
      'to_regnamespace(text)',
      'obj_description(oid, name)',
    ];
    for (const signature of functions) {
      await client.query(
        `CREATE FUNCTION public.${signature} RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE 'caught: ${signature}'; END$$`,
      );
    }
    for (const type of ['text', 'name', 'oid', 'integer', 'bigint', 'char']) {
      await client.query(
        `CREATE FUNCTION public.trap(${type}, ${type}) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RAISE 'caught: = of ${type}'; END$$`,
      );
      await client.query(`CREATE OPERATOR public.= (LEFTARG = ${type}, RIGHTARG = ${type}, FUNCTION = public.trap)`);
    }
    await client.query(
      'CREATE TABLE public.pg_locks (); CREATE TABLE public.pg_namespace (); CREATE TABLE public.pg_class ()',
    );
    await client.query(`ALTER DATABASE "${database.database}" SET search_path = public, pg_catalog`);
    await runEverything();
  });

  it('is not flooded by a script that raises 100,000 notices', async () => {
    project.migration('001_loud', "DO $$BEGIN FOR i IN 1..100000 LOOP RAISE NOTICE 'line %', i; END LOOP; END$$;");
    expect(await outcomeOf(project.migrate())).toBe('succeeded');
    const notices = project.events.flatMap((event) => (event.type === 'server-notice' ? [event.message] : []));
    expect(notices).toHaveLength(101);
    expect([notices[0], notices[99], notices[100]]).toEqual(['line 1', 'line 100', 'more notices are not shown']);
  });

  it.each([
    ['SET ROLE', 'SET ROLE owner_of_tables', 'SELECT current_user::text', 'postgres'],
    ['SET SESSION AUTHORIZATION', 'SET SESSION AUTHORIZATION owner_of_tables', 'SELECT session_user::text', 'postgres'],
    ['SET search_path', 'SET search_path = nowhere', "SELECT current_setting('search_path')", '"$user", public'],
    ['SET statement_timeout', "SET statement_timeout = '1ms'", "SELECT current_setting('statement_timeout')", '0'],
    [
      'default_transaction_read_only that code sets',
      "DO $$BEGIN PERFORM set_config('default_transaction_read_only', 'on', false); END$$",
      "SELECT current_setting('transaction_read_only')",
      'off',
    ],
    ['SET TIME ZONE', 'SET TIME ZONE 7', "SELECT current_setting('TimeZone')", 'UTC'],
    ['a prepared statement', 'PREPARE p AS SELECT 1', 'SELECT count(*)::text FROM pg_prepared_statements', '0'],
    ['a cursor', 'DECLARE c CURSOR WITH HOLD FOR SELECT 1', 'SELECT count(*)::text FROM pg_cursors', '0'],
    [
      'an advisory lock of a transaction',
      'SELECT pg_advisory_xact_lock(7)',
      "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND objid = 7",
      '0',
    ],
    ['LISTEN', 'LISTEN something', 'SELECT count(*)::text FROM pg_listening_channels()', '0'],
  ])('hands nothing of a script on to the next: %s', async (_what, sql, question, answer) => {
    await client.query(`ALTER DATABASE "${database.database}" SET TimeZone = 'UTC'`);
    await client.query('GRANT ALL ON SCHEMA public TO owner_of_tables');
    project.migration('001_a', `${sql};`);
    project.migration('002_b', `CREATE TABLE seen AS SELECT (${question}) AS answer;`);
    expect(await outcomeOf(project.migrate())).toBe('succeeded');
    expect(await value('SELECT answer FROM seen')).toBe(answer);
  });
});
