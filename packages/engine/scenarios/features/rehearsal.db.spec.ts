import { join } from 'node:path';
import { Client } from 'pg';
import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import { openPorts } from '../../src/open/open-ports';
import { drawScratchToken, projectPartOf, scratchName } from '../../src/postgres/scratch/scratch-name';
import type { RehearsedScript } from '../../src/rehearsal/rehearsal';
import { describeEvent } from '../../src/reporters/text';
import { summaryOf } from '../../testing/memory/memory-project';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const project = useProject(database, { environment: 'development', development: true });

async function sql(text: string, of = database.database): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ ...database, database: of });
  await client.connect();
  try {
    const results = [await client.query(text)].flat();
    return results.at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}

/** All scratch databases of the server. */
const scratchNames = async () =>
  (await sql("SELECT datname FROM pg_database WHERE datname LIKE 'pgrestify_scratch_%'", 'postgres')).map(
    ({ datname }) => datname,
  );

const users = 'CREATE TABLE users (id int PRIMARY KEY, name text, bio text);';

beforeEach(async () => {
  project.migration('001_users', users, 'DROP TABLE users;');
  await project.migrate();
  await sql("INSERT INTO users SELECT g, 'n' || g, CASE WHEN g % 2 = 0 THEN 'b' END FROM generate_series(1, 1000) g");
});

afterEach(async () => {
  expect(await scratchNames()).toEqual([]);
});

const statesOf = async (of: TestProject = project) =>
  (await of.status()).migrations.map(({ id, state }) => `${id} ${state}`);

/** What the server has counted in the database, once it has: rows written, and transactions that wrote. */
const writesOf = () =>
  sql(
    `SELECT tup_inserted, tup_updated, tup_deleted FROM pg_stat_database WHERE datname = '${database.database}'`,
    'postgres',
  );

async function rehearse(options: MigrateOptions = { withData: true }) {
  const result = await project.migrate({ test: true, ...options });
  const scripts = new Map((result.rehearsal?.scripts ?? []).map((script) => [script.id, script]));
  const scriptOf = (id: string): RehearsedScript => {
    const script = scripts.get(id);
    if (!script) throw new Error(`${id} was not rehearsed`);
    return script;
  };
  return { result, scriptOf };
}

it.each([{}, { withData: true }])(
  'of the first migration goes up, down and up in an empty database (%j)',
  async (options) => {
    await project.migrate({ rollbackTo: '0' });
    const { result, scriptOf } = await rehearse(options);
    expect(result.outcome).toBe('succeeded');
    expect(scriptOf('001_users')).toMatchObject({ up: { outcome: 'succeeded' }, upAgain: { outcome: 'succeeded' } });
    await sql('DROP SCHEMA pgrestify CASCADE');
    expect((await rehearse(options)).result.outcome).toBe('succeeded');
  },
);

describe('a rehearsal', () => {
  beforeEach(() => {
    project.migration(
      '002_drop_bio',
      'ALTER TABLE users DROP COLUMN bio; ALTER TABLE users ALTER COLUMN id TYPE bigint;',
      'ALTER TABLE users ALTER COLUMN id TYPE int; ALTER TABLE users ADD COLUMN bio text;',
    );
    project.migration('003_posts', 'CREATE TABLE posts (id int REFERENCES users);', 'DROP TABLE posts;');
  });

  it('goes up, down and up on a copy, which is gone, and leaves the database as it was', async () => {
    const before = await writesOf();
    const { result } = await rehearse();
    expect(summaryOf(result)).toEqual({
      outcome: 'succeeded',
      steps: ['up 002_drop_bio', 'up 003_posts'],
      refusals: [],
    });
    expect(result.rehearsal).toMatchObject({
      endedIn: 'up-again',
      counts: { up: 2, down: 2, upAgain: 2, notUndone: 0, failed: 0 },
      copy: { kind: 'template', data: 'as-they-are' },
    });
    expect(await writesOf()).toEqual(before);
    expect(await statesOf()).toEqual(['001_users applied', '002_drop_bio pending', '003_posts pending']);
    expect(await sql('SELECT count(*)::int, count(bio)::int AS bios FROM users')).toEqual([{ count: 1000, bios: 500 }]);
  });

  it('tells of each migration what it locks, rewrites and reads, and what its down does not bring back', async () => {
    const { scriptOf } = await rehearse();
    expect(scriptOf('002_drop_bio')).toMatchObject({
      up: {
        outcome: 'succeeded',
        measured: {
          locks: [{ table: 'public.users', mode: 'AccessExclusiveLock' }],
          rewrites: [{ relation: 'public.users', kind: 'table' }],
          scans: [{ table: 'public.users' }],
          dropped: [{ table: 'public.users', column: 'bio' }],
        },
      },
      down: { outcome: 'succeeded' },
      upAgain: { outcome: 'succeeded' },
      lost: [{ table: 'public.users', column: 'bio', before: 500, after: 0 }],
    });
    expect(scriptOf('003_posts')).toMatchObject({
      up: { measured: { locks: [{ table: 'public.users', mode: 'ShareRowExclusiveLock' }], rewrites: [], scans: [] } },
      lost: [],
    });
  });

  it('copies no rows unless they are asked for, but the history', async () => {
    const { result, scriptOf } = await rehearse({});
    expect(result.rehearsal).toMatchObject({ outcome: 'succeeded', copy: { data: 'none' } });
    expect(scriptOf('002_drop_bio').up.measured?.scans[0]?.rowsRead).toBe(0);
    expect(scriptOf('002_drop_bio').lost).toBeUndefined();
  });

  it('is told in lines', async () => {
    await rehearse();
    const lines = project.events.flatMap((event) => describeEvent(event) ?? []).join('\n');
    expect(mask(lines)).toMatchInlineSnapshot(`
"migrate api, environment development, database postgres@127.0.0.1:port/db
  copying      beside the database, with rows as they are
  copied       # MB  # ms
  rehearsing   up
  applied      002_drop_bio  # ms
  applied      003_posts  # ms
  rehearsing   down
  rolled back  003_posts  # ms
  rolled back  002_drop_bio  # ms
  rehearsing   up again
  applied      002_drop_bio  # ms
  applied      003_posts  # ms
  rehearsed    002_drop_bio
               up: # ms
               down: # ms
               up again: # ms
               locks: public.users AccessExclusiveLock
               rewrites: public.users # kB → # kB
               reads all of: public.users # kB 2 times
               down locks: public.users AccessExclusiveLock
               down rewrites: public.users # kB → # kB
               down reads all of: public.users # kB 2 times
               grows by: 0 bytes, # kB until its end
               not brought back: 500 values of public.users.bio
  rehearsed    003_posts
               up: # ms
               down: # ms
               up again: # ms
               locks: public.users ShareRowExclusiveLock
               down locks: public.posts AccessExclusiveLock, public.users AccessExclusiveLock
               grows by: # kB
Rehearsed: 2 up, 2 down, 2 up again on a copy, which is gone, in # ms."
`);
  });

  it('goes as far as it is asked to', async () => {
    const { result } = await rehearse({ to: '002' });
    expect(result.rehearsal?.scripts.map(({ id }) => id)).toEqual(['002_drop_bio']);
  });

  it('has nothing to do where nothing is pending', async () => {
    await project.migrate();
    expect(summaryOf((await rehearse()).result)).toEqual({ outcome: 'nothing-to-do', steps: [], refusals: [] });
  });

  it('is refused as a run would be', async () => {
    project.migration('001_users', `${users} -- edited`, 'DROP TABLE users;');
    expect(summaryOf((await rehearse()).result)).toMatchObject({
      outcome: 'refused',
      refusals: ['CHANGED 001_users'],
    });
  });
});

describe('what fails on the copy', () => {
  it('is an up: the run would fail, and the copy is gone', async () => {
    project.migration('002_twice', "INSERT INTO users VALUES (1, 'again');", 'SELECT 1;');
    const { result, scriptOf } = await rehearse();
    expect([result.outcome, result.rehearsal?.endedIn]).toEqual(['failed', 'up']);
    expect(scriptOf('002_twice').up.error).toMatchObject({ code: 'STEP_FAILED', sqlState: '23505' });
    expect(await statesOf()).toEqual(['001_users applied', '002_twice pending']);
  });

  it('is a down, of which no run would have told', async () => {
    project.migration('002_age', 'ALTER TABLE users ADD COLUMN age int;', 'ALTER TABLE users DROP COLUMN ago;');
    const { result, scriptOf } = await rehearse();
    expect([result.outcome, result.rehearsal?.endedIn]).toEqual(['failed', 'down']);
    expect(scriptOf('002_age')).toMatchObject({
      up: { outcome: 'succeeded' },
      down: { error: { location: { path: 'apps/api/sql/migrations/002_age/down.sql', line: 1 } } },
    });
  });

  it('is an up that does not come back after its down', async () => {
    project.migration('002_type', "CREATE TYPE mood AS ENUM ('ok');", 'SELECT 1;');
    const { result } = await rehearse();
    expect([result.outcome, result.rehearsal?.endedIn]).toEqual(['failed', 'up-again']);
  });
});

describe('what cannot be undone', () => {
  it('stays, with what came before it, and is said', async () => {
    project.migration('002_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
    project.migration('003_b', 'CREATE TABLE b ();');
    project.migration('004_c', 'CREATE TABLE c ();', 'DROP TABLE c;');
    const { result, scriptOf } = await rehearse();
    expect(result.rehearsal).toMatchObject({
      outcome: 'succeeded',
      counts: { up: 3, down: 1, upAgain: 1, notUndone: 2 },
    });
    expect(scriptOf('002_a').notUndone).toBe('003_b comes after it and cannot be undone.');
    expect(scriptOf('003_b').notUndone).toContain('003_b cannot be undone');
  });

  it('is named where it takes rows of the same table as one that is undone', async () => {
    project.migration('002_stays', 'DELETE FROM users WHERE id <= 10;');
    project.migration('003_goes', 'DELETE FROM users WHERE id <= 30;', 'SELECT 1;');
    const { scriptOf } = await rehearse();
    expect(scriptOf('003_goes').lost).toEqual([
      { table: 'public.users', before: 1000, after: 970, together: ['002_stays'] },
    ]);
    expect(scriptOf('002_stays').lost).toBeUndefined();
    expect(project.events.flatMap((event) => describeEvent(event) ?? []).join('\n')).toContain(
      'not brought back: 30 rows of public.users (together with 002_stays)',
    );
  });
});

describe('the rows of an environment that is not development', () => {
  const staging = () => createTestProject(database, { workspacePath: project.settings.workspacePath });
  beforeEach(async () => {
    await sql("UPDATE pgrestify.environment SET environment = 'staging'");
    project.migration('002_names', 'CREATE TABLE names AS SELECT name FROM users;', 'DROP TABLE names;');
  });

  it('are not copied as they are, unless somebody says so', async () => {
    const refused = await staging().migrate({ test: true, withData: true });
    expect(summaryOf(refused)).toMatchObject({ outcome: 'refused', refusals: ['COPY_NOT_ANONYMIZED'] });
    expect(refused.refusals[0]?.waivedBy).toBe('--with-data=raw');
    const { rehearsal } = await staging().migrate({ test: true, withData: 'raw' });
    expect(rehearsal).toMatchObject({ outcome: 'succeeded', copy: { data: 'as-they-are' } });
  });

  it('have no copy beside the database for scripts, downs or hooks that change the whole server', async () => {
    project.write('before-run.sql', 'CREATE ROLE of_a_hook;\n');
    project.write('benchmarks/one.sql', 'SELECT 1;\n');
    project.migration('002_names', 'CREATE TABLE names ();', 'DROP TABLE names; DROP ROLE IF EXISTS of_an_up;');
    project.migration('003_role', 'DO $$ BEGIN CREATE ROLE of_an_up; END $$;', 'SELECT 1;');
    const { workspacePath, migrations } = project.settings;
    const withoutDump = createTestProject(database, {
      workspacePath,
      hooks: { beforeRun: 'sql/before-run.sql' },
      migrations: { backup: { ...migrations.backup, pgDumpPath: join(workspacePath, 'no', 'pg_dump') } },
    });
    for (const [options, more] of [
      [{ test: true }, 2],
      [{ benchmark: true, withData: 'raw' }, 1],
    ] as const) {
      const { refusals } = await withoutDump.migrate(options);
      const message = expect.stringContaining(
        `before-run.sql:1:1: CREATE ROLE of_a_hook (and ${more} more) is for the whole server`,
      );
      expect(refusals).toMatchObject([{ code: 'COPY_IMPOSSIBLE', message }]);
    }
    expect(await sql("SELECT rolname FROM pg_roles WHERE rolname LIKE 'of_a%'", 'postgres')).toEqual([]);
  });

  it('are made anonymous before anything else is done with the copy', async () => {
    project.write('anonymize.sql', "UPDATE users SET name = 'nobody';\n");
    project.migration(
      '002_names',
      "DO $$ BEGIN IF EXISTS (SELECT FROM users WHERE name <> 'nobody') THEN RAISE 'seen'; END IF; END $$;",
      'SELECT 1;',
    );
    const { rehearsal } = await staging().migrate({
      test: true,
      withData: true,
      anonymize: 'apps/api/sql/anonymize.sql',
    });
    expect(rehearsal).toMatchObject({ outcome: 'succeeded', copy: { data: 'anonymized' } });
    expect(await sql("SELECT count(*)::int FROM users WHERE name = 'nobody'")).toEqual([{ count: 0 }]);
  });

  it('are made anonymous by what the config names', async () => {
    project.write('anonymize.sql', "UPDATE users SET name = 'nobody';\n");
    const { workspacePath, sqlPath } = project.settings;
    const configured = createTestProject(database, { workspacePath, anonymize: join(sqlPath, 'anonymize.sql') });
    const { rehearsal } = await configured.migrate({ test: true, withData: true });
    expect(rehearsal).toMatchObject({ outcome: 'succeeded', copy: { data: 'anonymized' } });
  });

  it('are nowhere when the SQL fails that was to make them anonymous', async () => {
    project.write('anonymize.sql', 'UPDATE users SET nome = NULL;\n');
    const asked = { test: true, withData: true, anonymize: 'sql/anonymize.sql' } as const;
    await expect(staging().migrate(asked)).rejects.toMatchObject({
      code: 'STEP_FAILED',
      location: { path: 'apps/api/sql/anonymize.sql', line: 1, column: 18 },
    });
    expect(await scratchNames()).toEqual([]);
  });

  it.each([
    ['is not there', undefined, 'there is no such file'],
    ['has no statement', '-- none', 'has no statement'],
    ['cannot be run in one transaction', 'VACUUM;', 'cannot be run in one transaction'],
    ['cannot be parsed', "SELECT 'a", 'anonymize.sql:1:8: '],
  ])('are not copied for SQL that %s', async (_what, text, message) => {
    if (text !== undefined) project.write('anonymize.sql', text);
    const asked = { test: true, withData: true, anonymize: 'sql/anonymize.sql' } as const;
    await expect(staging().migrate(asked)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(message),
    });
  });
});

describe('a copy', () => {
  beforeEach(() => project.migration('002_a', 'CREATE TABLE a ();', 'DROP TABLE a;'));

  it('is made of a database that the sessions of its source cannot write to', async () => {
    const ports = openPorts(project.settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
    const source = ports.openCopySource?.(project.settings);
    for (const text of ['CREATE TABLE t ()', 'DELETE FROM users']) {
      await expect(source?.rows(text)).rejects.toMatchObject({ serverError: { code: '25006' } });
    }
    await source?.close();
    await ports.close();
  });

  it('begins sessions as the original does', async () => {
    await sql('CREATE SCHEMA app');
    await sql(`ALTER DATABASE ${database.database} SET search_path = app, public`);
    project.migration('002_a', 'CREATE TABLE a ();', 'DROP TABLE app.a;');
    expect((await rehearse()).result.rehearsal).toMatchObject({ outcome: 'succeeded', counts: { down: 1 } });
  });

  it('that leads to other servers says so', async () => {
    await sql(`CREATE EXTENSION postgres_fdw; CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw;
      CREATE FOREIGN TABLE there (id int) SERVER elsewhere`);
    expect((await rehearse()).result.rehearsal?.copy.notices).toEqual([
      expect.stringContaining('A foreign table leads out of the copy'),
    ]);
  });

  it('without rows is emptied of its own alone, whatever refuses that, and keeps its triggers', async () => {
    await sql('CREATE TABLE archive (id int); INSERT INTO archive VALUES (1)', 'postgres');
    await sql(`CREATE EXTENSION postgres_fdw;
      CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '${database.port}', dbname 'postgres');
      CREATE USER MAPPING FOR CURRENT_USER SERVER elsewhere OPTIONS (user '${database.user}', password '${database.password}');
      CREATE TABLE events (id int) PARTITION BY RANGE (id);
      CREATE FOREIGN TABLE events_old PARTITION OF events FOR VALUES FROM (0) TO (10) SERVER elsewhere OPTIONS (table_name 'archive');
      CREATE TABLE events_new PARTITION OF events FOR VALUES FROM (10) TO (20);
      CREATE TABLE visits (user_id int REFERENCES users) PARTITION BY LIST (user_id);
      CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1);
      INSERT INTO events VALUES (11); INSERT INTO visits VALUES (1);
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$;
      CREATE TRIGGER kept BEFORE TRUNCATE ON users EXECUTE FUNCTION refuse(); ALTER TABLE users ENABLE ALWAYS TRIGGER kept`);
    project.migration(
      '002_a',
      `DO $$ BEGIN
        IF EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM events_new) OR EXISTS (SELECT FROM visits) THEN RAISE 'rows'; END IF;
        IF (SELECT tgenabled FROM pg_trigger WHERE tgname = 'kept') <> 'A' THEN RAISE 'no trigger'; END IF;
      END $$;`,
      'SELECT 1;',
    );
    expect((await rehearse({})).result.rehearsal).toMatchObject({ outcome: 'succeeded', copy: { kind: 'template' } });
    expect(await sql('TABLE archive', 'postgres')).toEqual([{ id: 1 }]);
    await sql('DROP TABLE archive', 'postgres');
  });

  it('without rows is none where the role may not take them out', async () => {
    await sql("CREATE ROLE guest LOGIN CREATEDB PASSWORD 'x'", 'postgres');
    await sql('CREATE DATABASE guests OWNER guest', 'postgres');
    const guest = createTestProject({ ...database, user: 'guest', password: 'x', database: 'guests' });
    guest.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
    await sql('CREATE TABLE foreign_to_guest ()', 'guests');
    await expect(guest.migrate({ test: true })).rejects.toMatchObject({
      code: 'COPY_FAILED',
      message: expect.stringContaining('permission denied for table foreign_to_guest'),
    });
    guest.dispose();
    await sql('DROP DATABASE guests', 'postgres');
    await sql('DROP ROLE guest', 'postgres');
  });

  it('of what an earlier run left behind is dropped first', async () => {
    const left = scratchName(projectPartOf('api'), 1_763_800_000, drawScratchToken());
    await sql(`CREATE DATABASE ${left}`, 'postgres');
    await rehearse();
    expect(await scratchNames()).toEqual([]);
  });
});

const mask = (text: string) =>
  text
    // A slow machine tells in seconds what another tells in milliseconds.
    .replaceAll(/\d+(\.\d+)? m?s\b/g, '# ms')
    .replaceAll(/\d+(\.\d+)? ([kMG]B)\b/g, '# $2')
    .replaceAll(database.database, 'db')
    .replaceAll(String(database.port), 'port');

describe('rows that row security hides, also from their owner', () => {
  const lord = { user: 'lord', password: 'x', database: 'lords' };
  let owned: TestProject;
  beforeEach(async () => {
    await sql(`CREATE ROLE lord LOGIN CREATEDB PASSWORD 'x'`, 'postgres');
    await sql('CREATE DATABASE lords OWNER lord', 'postgres');
    owned = createTestProject({ ...database, ...lord });
    owned.migration('001_users', users, 'DROP TABLE users;');
    await owned.migrate();
    await sql(
      `INSERT INTO users SELECT g, 'n' || g, 'b' FROM generate_series(1, 10) g;
      ALTER TABLE users ENABLE ROW LEVEL SECURITY; ALTER TABLE users FORCE ROW LEVEL SECURITY;
      CREATE TABLE unseen (id int)`,
      'lords',
    );
    owned.migration('002_bio', 'ALTER TABLE users DROP COLUMN bio;', 'ALTER TABLE users ADD COLUMN bio text;');
  });
  afterEach(async () => {
    owned.dispose();
    await sql('DROP DATABASE lords', 'postgres');
    await sql('DROP ROLE lord', 'postgres');
  });

  it('are counted', async () => {
    const { rehearsal } = await owned.migrate({ test: true, withData: 'raw' });
    expect(rehearsal).toMatchObject({
      outcome: 'succeeded',
      scripts: [{ lost: [{ table: 'public.users', column: 'bio', before: 10, after: 0 }] }],
    });
  });

  it('are not said to be anonymous when no SQL has reached them', async () => {
    owned.write('anonymize.sql', "UPDATE users SET name = 'nobody';\n");
    const asked = { test: true, withData: true, anonymize: 'sql/anonymize.sql' } as const;
    await expect(owned.migrate(asked)).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining('row-level security'),
    });
    owned.write(
      'anonymize.sql',
      `ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
      UPDATE users SET name = 'nobody';
      ALTER TABLE users FORCE ROW LEVEL SECURITY;`,
    );
    expect(await owned.migrate(asked)).toMatchObject({ outcome: 'succeeded' });
  });
});
