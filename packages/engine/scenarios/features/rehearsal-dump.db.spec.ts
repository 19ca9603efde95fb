import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../testing/eventually';
import { shadowStopped } from '../../testing/processes/shadow-stopped';
import { createTestProject } from '../../testing/projects/test-project';
import { needingPgDump } from '../../testing/servers/pg-dump';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

// A copy that pg_dump makes in an embedded server: while somebody is connected to the original, as here always.

needingPgDump(describe)('a copy by pg_dump', () => {
  const server = useServer({ major: 15 });
  const database = useDatabase(server);
  const application = useClient(database, { application_name: 'the application' });
  const project = useProject(database);

  beforeEach(async () => {
    await application.query('CREATE ROLE reader; ALTER ROLE reader NOLOGIN').catch(() => {});
    project.migration(
      '001_users',
      `CREATE TABLE users (id int PRIMARY KEY, name text);
      CREATE FUNCTION shout(text) RETURNS text LANGUAGE sql AS $$ SELECT
COPY || $1 FROM (SELECT 'COPY x FROM stdin;'::text AS copy) one $$;
      GRANT SELECT ON users TO reader;`,
      'DROP FUNCTION shout; DROP TABLE users;',
    );
    await project.migrate();
    await application.query(
      "INSERT INTO users SELECT g, E'line\\n\\\\.\\n' || repeat('x', g % 500) FROM generate_series(1, 20000) g",
    );
    project.migration(
      '002_long',
      `DO $$ BEGIN IF NOT has_table_privilege('reader', 'users', 'SELECT') THEN RAISE 'no grants'; END IF; END $$;
      ALTER TABLE users ALTER COLUMN id TYPE bigint;`,
      'ALTER TABLE users ALTER COLUMN id TYPE int;',
    );
  });
  afterEach(() => shadowStopped(project.settings.workspacePath));

  const rowsOf = async () =>
    (await application.query('SELECT count(*)::int AS n, md5(string_agg(name, id::text ORDER BY id)) FROM users')).rows;

  it('is copied once more for a benchmark, whose queries are planned with the settings of the original', async () => {
    await application.query(`ALTER DATABASE ${database.database} SET enable_seqscan = off`);
    await application.query(`ALTER DATABASE ${database.database} SET search_path = public, pg_catalog`);
    project.write(
      'benchmarks/settings.sql',
      `SELECT 1 WHERE current_setting('enable_seqscan') || current_setting('search_path') = 'offpublic, pg_catalog'`,
    );
    project.write('benchmarks/rows.sql', 'SELECT * FROM users');
    const { outcome, benchmark } = await project.migrate({ benchmark: true, withData: 'raw' });
    expect(outcome).not.toBe('refused');
    expect(project.events.find(({ type }) => type === 'copy-started')).toMatchObject({ kind: 'dump' });
    expect(benchmark?.cases).toMatchObject([
      { name: 'rows', before: { rows: 20_000 }, after: { rows: 20_000 } },
      { name: 'settings', before: { rows: 1 }, after: { rows: 1 } },
    ]);
    expect(databasesOn(join(project.settings.projectRootPath, '.pgrestify/rehearsal-15'))).toBeLessThan(5);
  });

  it('has roles, rights and rows of the original, and nothing of it stays on the disk', async () => {
    const before = await rowsOf();
    const { outcome, rehearsal } = await project.migrate({ test: true, withData: 'raw' });
    expect(outcome).toBe('succeeded');
    expect(rehearsal).toMatchObject({
      copy: { kind: 'dump', place: 'embedded PostgreSQL 15', data: 'as-they-are' },
      counts: { up: 1, down: 1, upAgain: 1 },
      scripts: [
        {
          up: { measured: { scans: [{ table: 'public.users', rowsRead: 40_000, bytes: expect.any(Number) }] } },
          lost: [],
        },
      ],
    });
    expect(project.events.find(({ type }) => type === 'copy-started')).toMatchObject({
      because: ['A session is connected to the database, and the server copies none in use.'],
    });
    expect(await rowsOf()).toEqual(before);
    expect(databasesOn(join(project.settings.projectRootPath, '.pgrestify/rehearsal-15'))).toBeLessThan(5);
  });

  it('takes what migrations change of the whole server, which the server of the original never sees', async () => {
    const { database: name } = database;
    project.migration(
      '003_server',
      `CREATE ROLE reporting; GRANT reader TO reporting; ALTER DATABASE ${name} SET work_mem = '7MB';`,
      'DROP ROLE reporting;',
    );
    const serverWide = async () =>
      (
        await application.query(
          'SELECT (SELECT array_agg(rolname ORDER BY 1) FROM pg_roles) AS roles, (SELECT count(*)::int FROM pg_db_role_setting) AS settings',
        )
      ).rows;
    const before = await serverWide();
    const { rehearsal } = await project.migrate({ test: true });
    expect(rehearsal).toMatchObject({ copy: { kind: 'dump' }, counts: { up: 2, down: 2, upAgain: 2 } });
    expect(await serverWide()).toEqual(before);
  });

  it('tells meanwhile how much has come, where somebody looks on', async () => {
    const { workspacePath } = project.settings;
    const watched = createTestProject(database, { workspacePath, progress: 'watched' });
    await application.query('BEGIN; LOCK TABLE users');
    const rehearsal = watched.migrate({ test: true, withData: 'raw' });
    const told = () => watched.events.find(({ type }) => type === 'transfer-progress');
    await eventually('it is told', () => told() !== undefined);
    await application.query('ROLLBACK');
    expect((await rehearsal).outcome).toBe('succeeded');
    expect(told()).toMatchObject({ what: 'copy', bytes: expect.any(Number) });
  });

  it('has no rows but the history when only the schema is wanted', async () => {
    const { rehearsal } = await project.migrate({ test: true });
    expect(rehearsal).toMatchObject({
      outcome: 'succeeded',
      copy: { kind: 'dump', data: 'none' },
      scripts: [{ id: '002_long', up: { measured: { scans: [{ rowsRead: 0 }] } } }],
    });
  });

  it('is not made where the role may not read all, and what was there of it is gone', async () => {
    await application.query("CREATE ROLE modest LOGIN PASSWORD 'x'").catch(() => {});
    await application.query(
      `GRANT USAGE ON SCHEMA pgrestify TO modest; GRANT SELECT ON ALL TABLES IN SCHEMA pgrestify TO modest`,
    );
    const { workspacePath } = project.settings;
    const modest = createTestProject({ ...database, user: 'modest', password: 'x' }, { workspacePath });
    await expect(modest.migrate({ test: true, withData: 'raw' })).rejects.toMatchObject({
      code: 'COPY_FAILED',
      message: expect.stringMatching(/pg_dump ended with code 1:\n.*permission denied for table users/s),
    });
    expect(databasesOn(join(project.settings.projectRootPath, '.pgrestify/rehearsal-15'))).toBeLessThan(5);
  });
});

/** Folders of databases of a cluster. */
function databasesOn(clusterPath: string): number {
  const data = join(clusterPath, 'data', 'base');
  return existsSync(data) ? readdirSync(data).length : 0;
}
