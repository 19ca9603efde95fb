import { Client } from 'pg';
import { summaryOf } from '../../testing/memory/memory-project';
import { shadowStopped } from '../../testing/processes/shadow-stopped';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { useDatabase, useProxy, useServer } from '../../testing/servers/use-database';
import { commandTagOf, sqlOf, type WireMessage } from '../../testing/servers/wire-messages';

const users = 'CREATE TABLE users (id int PRIMARY KEY, name text);';
const posts = 'CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users);';

const server = useServer();
const database = useDatabase(server);
const proxy = useProxy(server);
let workspacePath: string;
let project: TestProject;
beforeAll(() => {
  ({ workspacePath } = createTestProject({ ...server, database: 'postgres' }).settings);
});
beforeEach(() => {
  project = createTestProject(database, { workspacePath, environment: 'production' });
  project.clear();
  project.migration('001_users', users, 'DROP TABLE users;');
  project.migration('002_posts', posts, 'DROP TABLE posts;');
  project.migration('003_tags', 'CREATE TABLE tags ();');
});
afterAll(async () => {
  await shadowStopped(workspacePath);
  project.dispose();
});

async function sql(text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(database);
  await client.connect();
  try {
    const results = [await client.query(text)].flat();
    return results.at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}

async function statesOf(of: TestProject = project): Promise<readonly string[]> {
  const { migrations } = await of.status();
  return migrations.map(({ id, state, row }) => `${id} ${state}${row?.baselined ? ' baselined' : ''}`);
}

/** A second project over the same files and database, that goes through a proxy. */
const through = (port: number) =>
  createTestProject({ ...database, port }, { workspacePath, environment: 'production' });

describe('a database that was made by other means', () => {
  beforeEach(() => sql(`${users} ${posts} INSERT INTO users VALUES (1, 'Ada');`));

  it('is taken over: nothing runs, the rest is applied by the next run, and drift finds nothing', async () => {
    const { outcome, steps } = summaryOf(await project.migrate({ baseline: '002_posts', verify: true }));
    expect([outcome, ...steps]).toEqual(['succeeded', 'baseline 001_users', 'baseline 002_posts']);
    expect(await statesOf()).toEqual([
      '001_users applied baselined',
      '002_posts applied baselined',
      '003_tags pending',
    ]);
    expect(summaryOf(await project.migrate({ verify: true }))).toMatchObject({
      outcome: 'succeeded',
      steps: ['up 003_tags'],
    });
    const { findings } = await project.validate({ afterMigration: true });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await sql('SELECT name FROM users')).toEqual([{ name: 'Ada' }]);
  });

  it('is not taken over with --verify when it is not what the migrations make, and is left as it was', async () => {
    await sql('ALTER TABLE users ADD note text; ALTER TABLE posts DROP author');
    const { outcome, refusals } = summaryOf(await project.migrate({ baseline: '2', verify: true }));
    expect([outcome, ...refusals]).toEqual(['refused', 'CHECK_FAILED']);
    const told = project.events.flatMap((event) => (event.type === 'verification-finished' ? event.findings : []));
    expect(told.map(({ message }) => message).join('\n')).toMatch(/public\.posts[\s\S]*author[\s\S]*users[\s\S]*note/);
    expect(await sql("SELECT to_regnamespace('pgrestify') AS schema")).toEqual([{ schema: null }]);
  });

  it('is verified by migrations that lean on repeatable scripts which are not there yet', async () => {
    project.write(
      'functions/one.sql',
      'CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT 1 $$;',
    );
    project.migration('002_posts', `${posts} COMMENT ON TABLE posts IS 'x'; SELECT one();`);
    await sql("COMMENT ON TABLE posts IS 'x'");
    expect((await project.migrate({ baseline: '2', verify: true })).outcome).toBe('succeeded');

    // Drift knows them as well, before the next run and after it.
    project.remove('migrations/003_tags');
    const { findings, outcome } = await project.validate({ afterMigration: true });
    expect(outcome).toBe('succeeded');
    expect(findings.map(({ code, severity }) => `${severity} ${code}`).sort()).toEqual([
      'notice SCHEMA_DRIFT',
      'notice STATE_PENDING',
    ]);
    expect(summaryOf(await project.migrate()).steps).toEqual(['repeat functions/one.sql']);
    expect((await project.validate({ afterMigration: true })).findings).toEqual([]);
  });

  it('need not have what only pending repeatable scripts make, and may have it', async () => {
    project.write(
      'functions/auth.sql',
      'CREATE SCHEMA IF NOT EXISTS auth; GRANT USAGE ON SCHEMA auth, public TO pg_monitor; COMMENT ON SCHEMA public IS $$x$$',
    );
    project.write('repeatable/names.sql', 'CREATE OR REPLACE VIEW names AS SELECT name FROM users');
    await sql(
      'CREATE TABLE schema_migrations (version bigint PRIMARY KEY); CREATE VIEW names AS SELECT name FROM users',
    );
    expect(summaryOf(await project.migrate({ baseline: '2', verify: true }))).toMatchObject({ outcome: 'succeeded' });
    const told = project.events.flatMap((event) => (event.type === 'verification-finished' ? event.findings : []));
    expect(told.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'notice SCHEMA_DRIFT',
      'notice NOT_COMPARED',
    ]);
    expect(told[1]?.message).toContain('table public.schema_migrations (dbmate, golang-migrate');

    await sql('CREATE OR REPLACE VIEW names AS SELECT name, id FROM users');
    const { findings } = await project.validate({ afterMigration: true });
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([{ code: 'SCHEMA_DRIFT' }]);
  });

  it('is recorded once by two at the same time', async () => {
    const results = await Promise.all([1, 2].map(() => through(database.port).migrate({ baseline: '2' })));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['nothing-to-do', 'succeeded']);
    expect(await sql('SELECT count(*)::int AS count FROM pgrestify.migrations')).toEqual([{ count: 2 }]);
  });

  it('is found out about when the answer to COMMIT is lost', async () => {
    let isSent = false;
    const when = (message: WireMessage): boolean => {
      isSent ||= sqlOf(message)?.includes('001_users') ?? false;
      return isSent && commandTagOf(message) === 'COMMIT';
    };
    proxy.intercept({ when, action: 'cut' });
    expect((await through(proxy.port).migrate({ baseline: '2' })).outcome).toBe('succeeded');
    expect(await statesOf()).toContain('002_posts applied baselined');
    expect(await sql("SELECT outcome FROM pgrestify.migration_events WHERE action = 'run'")).toEqual([
      { outcome: 'succeeded' },
    ]);
  });

  it('keeps nothing when the connection ends before the server has it, and says so', async () => {
    proxy.intercept({ when: (message) => sqlOf(message)?.includes('001_users') ?? false, action: 'cut' });
    const { outcome, steps } = await through(proxy.port).migrate({ baseline: '2' });
    expect([outcome, ...steps.map(({ error, outcome: how }) => error?.code ?? how)]).toEqual([
      'failed',
      'CONNECTION_LOST',
      'not-run',
    ]);
    expect(await sql("SELECT to_regnamespace('pgrestify') AS schema")).toEqual([{ schema: null }]);
  });

  it('may have more texts than one message holds', async () => {
    for (const number of [4, 5, 6, 7, 8, 9]) {
      project.migration(
        `00${number}_big`,
        `SELECT 1;\n-- ${'x'.repeat(900_000)}`,
        `SELECT 2;\n-- ${'y'.repeat(900_000)}`,
      );
    }
    expect((await project.migrate({ baseline: '9' })).outcome).toBe('succeeded');
    expect(
      await sql('SELECT count(up_text)::int AS up, count(down_text)::int AS down FROM pgrestify.migrations'),
    ).toEqual([{ up: 9, down: 8 }]);
  });

  it('needs no session of its own, whatever the scripts would need', async () => {
    project.migration('002_posts', 'CREATE INDEX CONCURRENTLY posts_author ON posts (author);');
    expect((await project.migrate({ baseline: '2' })).outcome).toBe('succeeded');
  });
});

describe('repair', () => {
  it('names the rights that the role lacks', async () => {
    await project.migrate();
    project.migration('001_users', `${users} -- edited`);
    await sql(`DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'reader';
      GRANT USAGE ON SCHEMA pgrestify TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA pgrestify TO reader;`);
    const reader = createTestProject(
      { ...database, user: 'reader', password: 'reader' },
      { workspacePath, environment: 'production' },
    );
    const { steps } = await reader.repair({ confirm: true });
    expect(steps.map(({ error }) => error?.code)).toEqual(['PRIVILEGE_MISSING']);
    expect(steps[0]?.error?.hint).toContain('GRANT');
    expect(await statesOf()).toContain('001_users changed');
  });

  it('refuses a plan of which history is not what it was when it was reviewed', async () => {
    await project.migrate();
    project.migration('001_users', `${users} -- edited`);
    await project.repair({ dryRun: true });
    const planned = project.events.find((event) => event.type === 'run-finished');
    await sql("UPDATE pgrestify.migrations SET checksum = 'other' WHERE id = '001_users'");
    const confirm = planned?.type === 'run-finished' ? planned.planHash : '';
    expect(summaryOf(await project.repair({ confirm })).refusals).toEqual(['CONFIRMATION_REQUIRED']);
  });

  it('takes over the stamp of a dump that was restored, and then is the only environment that may destroy', async () => {
    const staging = createTestProject(database, { workspacePath, environment: 'staging' });
    await project.migrate();
    expect(summaryOf(await staging.rollback({ allowIrreversible: true })).refusals).toEqual(['STAMP_MISMATCH']);
    expect(summaryOf(await staging.repair({ stamp: true, confirm: true })).steps).toEqual(['repair the stamp']);
    expect(summaryOf(await project.rollback({ allowIrreversible: true })).refusals).toEqual(['STAMP_MISMATCH']);
    expect((await staging.rollback({ allowIrreversible: true })).outcome).toBe('succeeded');
  });

  it('settles an index that was begun, as the catalog says, also when its file changed since', async () => {
    project.migration(
      '003_tags',
      'CREATE TABLE tags (id int);\nCREATE INDEX CONCURRENTLY tags_id ON tags (id);\nSELECT 1;',
    );
    await project.migrate();
    // As a runner leaves it that was killed while the index was built, or just after.
    const begun = `UPDATE pgrestify.migrations SET outcome = 'failed', failed_direction = 'up', units_done = 1, unit_started = 1
      WHERE id = '003_tags'`;
    await sql(begun);
    project.migration('003_tags', 'CREATE TABLE tags ();');
    expect(summaryOf(await project.migrate()).refusals).toEqual(['HALF_DONE 003_tags']);
    await project.repair({ failed: true, confirm: true });
    const progress = "SELECT units_done, unit_started FROM pgrestify.migrations WHERE id = '003_tags'";
    expect(await sql(progress)).toEqual([{ units_done: 2, unit_started: null }]);
    await sql(`${begun}; DROP INDEX tags_id`);
    await project.repair({ failed: true, confirm: true });
    expect(await sql(progress)).toEqual([{ units_done: 1, unit_started: null }]);
    await sql(begun);
    await sql(
      "CREATE INDEX tags_id ON tags (id); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'tags_id'::regclass",
    );
    expect((await project.repair({ failed: true, confirm: true })).outcome).toBe('nothing-to-do');
  });

  it('is done once by two at the same time', async () => {
    await project.migrate();
    project.migration('001_users', `${users} -- edited`);
    const results = await Promise.all([1, 2].map(() => through(database.port).repair({ confirm: true })));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['nothing-to-do', 'succeeded']);
    expect(await sql("SELECT count(*)::int AS count FROM pgrestify.migration_events WHERE action = 'repair'")).toEqual([
      { count: 1 },
    ]);
  });
});
