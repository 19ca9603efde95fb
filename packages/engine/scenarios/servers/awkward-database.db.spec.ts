import { createTestProject } from '../../testing/projects/test-project';
import { testMajors } from '../../testing/servers/test-majors';
import type { TestDatabase } from '../../testing/servers/test-server';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

describe.each(testMajors(14, 18))('a database that does something of its own, PostgreSQL %i', (major) => {
  const server = useServer({ major });
  const database = useDatabase(server);
  const client = useClient(database);
  const project = useProject(database);
  beforeEach(() => project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;'));

  it('is migrated although an event trigger notes every command', async () => {
    await client.query(`CREATE TABLE commands (tag text);
      CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO public.commands VALUES (tg_tag); END$$;
      CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION note()`);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await project.rollback()).outcome).toBe('succeeded');
    expect((await client.query("SELECT FROM commands WHERE tag = 'CREATE TABLE'")).rowCount).toBeGreaterThan(0);
  });

  it('that refuses our schema by an event trigger is named with what the trigger said', async () => {
    await client.query(`CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no schemas here'; END$$;
      CREATE EVENT TRIGGER forbid ON ddl_command_start WHEN TAG IN ('CREATE SCHEMA') EXECUTE FUNCTION forbid()`);
    const error: unknown = await project.migrate().then(
      ({ steps }) => steps[0]?.error,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ message: expect.stringContaining('no schemas here') });
    expect((await client.query("SELECT to_regclass('a') AS a")).rows).toEqual([{ a: null }]);
  });

  it('whose history is hidden by forced row security does no step twice: it fails and is rolled back', async () => {
    await client.query('CREATE TABLE ran ()');
    project.migration('001_a', 'INSERT INTO ran DEFAULT VALUES;');
    await project.migrate();
    await client.query(`CREATE ROLE runner LOGIN PASSWORD 'runner';
      GRANT ALL ON SCHEMA public, pgrestify TO runner; GRANT ALL ON ran TO runner;
      GRANT ALL ON ALL TABLES IN SCHEMA pgrestify TO runner;
      ALTER TABLE pgrestify.migrations ENABLE ROW LEVEL SECURITY; ALTER TABLE pgrestify.migrations FORCE ROW LEVEL SECURITY`);
    const runner = createTestProject({ ...database, user: 'runner', password: 'runner' });
    runner.migration('001_a', 'INSERT INTO ran DEFAULT VALUES;');
    const { outcome, steps } = await runner.migrate();
    runner.dispose();
    expect(outcome).toBe('failed');
    expect(steps[0]?.error?.message).toContain('row-level security');
    expect((await client.query('SELECT FROM ran')).rowCount).toBe(1);
    await client.query('DROP OWNED BY runner; DROP ROLE runner');
  });

  it.each([
    ['the disk is full', '53100'],
    ['memory is used up', '53200'],
  ])('stops the run and is not tried again when %s', async (_what, sqlState) => {
    project.migration('002_b', `CREATE TABLE b ();\nDO $$BEGIN RAISE 'no more' USING ERRCODE = '${sqlState}'; END$$;`);
    project.migration('003_c', 'CREATE TABLE c ();');
    const { outcome, steps } = await project.migrate();
    expect(outcome).toBe('failed');
    expect(steps.map(({ step, outcome: end }) => [step.id, end])).toEqual([
      ['001_a', 'succeeded'],
      ['002_b', 'failed'],
      ['003_c', 'not-run'],
    ]);
    expect(steps[1]?.error).toMatchObject({ sqlState, location: { line: 2 } });
    expect(project.events.filter(({ type }) => type === 'step-retrying')).toEqual([]);
    expect((await client.query("SELECT to_regclass('b') AS b")).rows).toEqual([{ b: null }]);
  });

  it('that has no connection to spare is named with what the server said', async () => {
    await client.query("CREATE ROLE crowded LOGIN PASSWORD 'crowded' CONNECTION LIMIT 0");
    const crowded = createTestProject({ ...database, user: 'crowded', password: 'crowded' });
    await expect(crowded.migrate()).rejects.toMatchObject({
      code: 'TOO_MANY_CONNECTIONS',
      message: expect.stringContaining('too many connections for role "crowded"'),
    });
    crowded.dispose();
    await client.query('DROP ROLE crowded');
  });

  it('that may not be written any more in the middle of a run is named, and nothing half is kept', async () => {
    project.migration('002_b', `ALTER DATABASE "${database.database}" SET default_transaction_read_only = on;`);
    project.migration('003_c', 'CREATE TABLE c ();');
    const { outcome, steps } = await project.migrate();
    expect(outcome).toBe('failed');
    expect(steps.at(-1)?.error).toMatchObject({ code: 'DATABASE_READ_ONLY' });
    expect((await project.status()).migrations.map(({ state }) => state)).toEqual(['applied', 'applied', 'pending']);
  });

  it('has history tables of another tool, which are left as they are', async () => {
    await client.query(`CREATE TABLE knex_migrations (id int, name text); INSERT INTO knex_migrations VALUES (1, 'x');
      CREATE TABLE schema_migrations (version text); CREATE TABLE migrations (id int);
      CREATE TABLE flyway_schema_history (installed_rank int)`);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await project.rollback()).outcome).toBe('succeeded');
    const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    expect(rows.map(({ tablename }) => tablename)).toEqual([
      'flyway_schema_history',
      'knex_migrations',
      'migrations',
      'schema_migrations',
    ]);
    expect((await client.query('SELECT * FROM knex_migrations')).rows).toEqual([{ id: 1, name: 'x' }]);
  });

  it('calls no look-alike of our own functions and tables, wherever the search path or a script puts it', async () => {
    await client.query(`CREATE FUNCTION public.refuse(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
      CREATE TABLE public.migrations (LIKE pg_catalog.pg_class); CREATE TABLE public.migration_events ();
      CREATE FUNCTION public.trap(text, text) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RAISE 'caught'; END$$`);
    project.migration(
      '002_b',
      `CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.trap);
       CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE plpgsql AS $$BEGIN RAISE 'caught'; END$$;
       CREATE TEMP TABLE pg_class (); CREATE TEMP TABLE migrations ();
       SET search_path = public, pg_temp, pg_catalog;`,
    );
    project.migration('003_c', 'CREATE TABLE c ();', 'DROP TABLE c;');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await project.rollback({ steps: 1 })).outcome).toBe('succeeded');
    expect((await project.status()).migrations.map(({ state }) => state)).toEqual(['applied', 'applied', 'pending']);
  });
});

describe('variables of libpq, and TLS', () => {
  const server = useServer();
  let database: TestDatabase;
  const before = process.env;
  beforeAll(async () => {
    database = await server.createDatabase();
  });
  beforeEach(() => {
    process.env = { ...before };
  });
  afterAll(() => {
    process.env = before;
  });

  const options = '-c search_path=elsewhere -c default_transaction_read_only=on';

  it('are for a server that the user names', async () => {
    process.env.PGOPTIONS = options;
    const project = createTestProject(database);
    project.migration('001_a', 'CREATE TABLE a ();');
    const error = await project.migrate().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'DATABASE_READ_ONLY' });
    project.dispose();
  });

  it('are not for the embedded server, nor for the shadow', async () => {
    process.env.PGOPTIONS = options;
    const project = createTestProject({ kind: 'embedded', major: 18, databaseName: 'api' });
    project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
    expect((await project.migrate({ verify: true })).outcome).toBe('succeeded');
    expect((await project.validate()).findings).toEqual([]);
    project.dispose();
  });

  it('TLS that was asked for is never left out when the server has none', async () => {
    const ssl = { mode: 'require', ca: undefined, cert: undefined, key: undefined };
    const address = { ...database, ssl };
    const project = createTestProject(address);
    const error = await project.status().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'TLS_FAILED', message: expect.stringMatching(/SSL|TLS/) });
    project.dispose();
  });

  it('TLS that the config rules out is not asked for by PGSSLMODE, which is meant for another server', async () => {
    process.env.PGSSLMODE = 'require';
    const project = createTestProject(database);
    expect((await project.status()).outcome).toBe('succeeded');
    project.dispose();
  });
});
