import { createTestProject } from '../../testing/projects/test-project';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const project = useProject(database, { migrations: { zeroDowntime: true, lockTimeoutMs: 300 } });
const application = useClient(database);
beforeEach(async () => {
  project.migration('1-posts', 'CREATE TABLE posts (id int, n int);', 'DROP TABLE posts;');
  await project.migrate();
});

const fill = () => application.query('INSERT INTO posts SELECT g, g FROM generate_series(1, 100) g');
/** What is said of statements; of the server itself, too, is said what no rule has to do with. */
const notices = () =>
  project.events
    .flatMap((event) => (event.type === 'notice-raised' ? [event.message] : []))
    .filter((message) => message.startsWith('apps/api/sql/'));

it('refuses to read a table with rows under a lock, at its place, with the safe form', async () => {
  await fill();
  project.migration('2-strict', '-- tighter\nALTER TABLE posts\n  ALTER n SET NOT NULL;');
  const { outcome, refusals } = await project.migrate();
  expect(outcome).toBe('refused');
  expect(refusals).toEqual([
    {
      code: 'BLOCKING_STATEMENT',
      message: expect.stringMatching(
        /2-strict\/up\.sql:2:1: ALTER COLUMN n SET NOT NULL reads all of public\.posts, which holds rows, under ACCESS EXCLUSIVE: its reads and writes wait \(set-not-null\)\.\n2 \| ALTER TABLE posts\n/,
      ),
      ids: ['2-strict'],
      hint: expect.stringContaining('CHECK (column IS NOT NULL) NOT VALID'),
      waivedBy: '--lock',
    },
  ]);
  expect((await project.status()).migrations.map(({ state }) => state)).toEqual(['applied', 'pending']);
});

it('says in a dry run that a run would be refused', async () => {
  await fill();
  project.migration('2-index', 'CREATE INDEX ON posts (n);');
  const { outcome, refusals } = await project.migrate({ dryRun: true });
  expect(outcome).toBe('planned');
  expect(refusals.map(({ code }) => code)).toEqual(['BLOCKING_STATEMENT']);
});

it('lets the same statements pass on a table without rows', async () => {
  await fill();
  await application.query('DELETE FROM posts');
  project.migration('2-strict', 'ALTER TABLE posts ALTER n SET NOT NULL; CREATE INDEX ON posts (n);');
  expect((await project.migrate()).outcome).toBe('succeeded');
});

it('lets --lock overrule the config, and --no-lock as well', async () => {
  await fill();
  project.migration('2-index', 'CREATE INDEX ON posts (n);');
  expect((await project.migrate({ lock: true, dryRun: true })).refusals).toEqual([]);
  const usual = createTestProject(database, { workspacePath: project.settings.workspacePath });
  expect((await usual.migrate({ lock: false })).outcome).toBe('refused');
  expect((await usual.migrate()).outcome).toBe('succeeded');
});

it('lets a statement pass that a comment over it waives, and says so', async () => {
  await fill();
  project.migration(
    '2-index',
    '-- pgrestify-ignore create-index: small, and nobody writes it\nCREATE INDEX ON posts (n);',
  );
  expect((await project.migrate()).outcome).toBe('succeeded');
  expect(notices()).toEqual([expect.stringContaining('waived: small, and nobody writes it')]);
});

it.each([
  ['names another rule', '-- pgrestify-ignore set-not-null: no'],
  ['gives no reason', '-- pgrestify-ignore create-index:'],
  ['stands over another statement', '-- pgrestify-ignore create-index: no\nSELECT 1;'],
])('does not take a comment as a waiver that %s', async (_, comment) => {
  await fill();
  project.migration('2-index', `${comment}\nCREATE INDEX ON posts (n);`);
  expect((await project.migrate()).outcome).toBe('refused');
});

it('refuses down scripts, those that history kept as well, and single files', async () => {
  project.migration('2-wide', 'ALTER TABLE posts ADD COLUMN wide int;', 'ALTER TABLE posts ALTER n TYPE bigint;');
  await project.migrate();
  await fill();
  expect((await project.rollback()).refusals.map(({ code }) => code)).toEqual(['BLOCKING_STATEMENT']);
  project.remove('migrations/2-wide');
  expect((await project.rollback()).refusals.map(({ code }) => code)).toEqual(['BLOCKING_STATEMENT']);
  project.write('once.sql', 'CLUSTER posts USING posts_n;');
  const file = 'apps/api/sql/once.sql';
  expect((await project.migrate({ file })).refusals.map(({ code }) => code)).toContain('BLOCKING_STATEMENT');
});

it('refuses repeatable scripts, but not indexes that are there', async () => {
  await application.query('CREATE INDEX posts_n ON posts (n)');
  await fill();
  project.write('schemas/05_indexes.sql', 'CREATE INDEX IF NOT EXISTS posts_n ON posts (n);');
  expect((await project.migrate()).outcome).toBe('succeeded');
  project.write('schemas/05_indexes.sql', 'CREATE INDEX IF NOT EXISTS posts_n2 ON posts (n);');
  expect((await project.migrate()).outcome).toBe('refused');
});

it('knows that tables which the same run makes hold no rows that anybody waits for', async () => {
  project.migration('2-pets', 'CREATE TABLE pets (id int); INSERT INTO pets VALUES (1);');
  project.migration('3-more', 'CREATE INDEX ON pets (id); ALTER TABLE pets RENAME TO animals;');
  project.migration('4-more', 'ALTER TABLE animals ALTER id SET NOT NULL;');
  expect((await project.migrate()).outcome).toBe('succeeded');
});

it('refuses work on rows in a transaction that has locked their table', async () => {
  await fill();
  project.migration('2-fill', 'ALTER TABLE posts ADD COLUMN w int;\nUPDATE posts SET w = n;');
  const { refusals } = await project.migrate();
  expect(refusals.map(({ message }) => message.split('\n')[0])).toEqual([
    expect.stringMatching(
      /up\.sql:2:1: UPDATE goes through public\.posts, which holds rows, while its transaction holds ACCESS EXCLUSIVE on public\.posts \(ALTER TABLE in line 1\): its reads and writes wait \(work-under-lock\)\.$/,
    ),
  ]);
  project.migration(
    '2-fill',
    '-- pgrestify: transaction off\nALTER TABLE posts ADD COLUMN w int;\nUPDATE posts SET w = n;',
  );
  expect((await project.migrate()).outcome).toBe('succeeded');
  expect(notices()).toEqual([expect.stringContaining('UPDATE without WHERE locks every row of public.posts')]);
});

it('believes checks that the same run has validated', async () => {
  await fill();
  await application.query('ALTER TABLE posts ADD CONSTRAINT id_is_filled CHECK (id IS NOT NULL) NOT VALID');
  project.migration(
    '2-strict',
    `-- pgrestify: transaction off
ALTER TABLE posts ADD CONSTRAINT n_is_filled CHECK (n IS NOT NULL) NOT VALID;
ALTER TABLE posts VALIDATE CONSTRAINT n_is_filled;
ALTER TABLE posts ALTER n SET NOT NULL, ALTER COLUMN n SET DEFAULT 0;
ALTER TABLE posts VALIDATE CONSTRAINT id_is_filled;
CREATE UNIQUE INDEX CONCURRENTLY posts_key ON posts (id, n);
ALTER TABLE posts ADD PRIMARY KEY USING INDEX posts_key;`,
  );
  expect((await project.migrate()).refusals).toEqual([]);
});

it('says that it cannot look into code', async () => {
  project.migration('2-code', "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$;");
  expect((await project.migrate()).outcome).toBe('succeeded');
  expect(notices()).toEqual([expect.stringContaining('what DO does to tables cannot be seen before it runs')]);
});

it('counts a table as one with rows when it cannot look: no right to read, row security, a lock', async () => {
  await fill();
  await application.query(`
    CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT CREATE ON DATABASE ${database.database} TO reader;
    CREATE TABLE hidden AS SELECT 1 AS n; CREATE TABLE empty (n int);
    CREATE TABLE secured AS SELECT 1 AS n; ALTER TABLE secured ENABLE ROW LEVEL SECURITY; GRANT SELECT ON secured TO reader;
    GRANT USAGE ON SCHEMA pgrestify TO reader; GRANT ALL ON ALL TABLES IN SCHEMA pgrestify TO reader;`);
  const reader = createTestProject(
    { ...database, user: 'reader', password: 'reader' },
    { workspacePath: project.settings.workspacePath, migrations: { zeroDowntime: true, lockTimeoutMs: 300 } },
  );
  project.migration('2-all', 'CREATE INDEX ON hidden (n); CREATE INDEX ON secured (n); CREATE INDEX ON empty (n);');
  const seen = (await reader.migrate({ dryRun: true })).refusals.map(({ message }) => /public\.\w+/.exec(message)?.[0]);
  expect(seen).toEqual(['public.hidden', 'public.secured']);
  await application.query('BEGIN; LOCK TABLE posts');
  project.migration('2-all', 'CREATE INDEX ON posts (n);');
  expect((await project.migrate({ dryRun: true })).refusals).toHaveLength(1);
  await application.query('ROLLBACK; DROP OWNED BY reader; DROP ROLE reader');
});

it('says so when a table is not found, except with IF EXISTS', async () => {
  project.migration(
    '2-odd',
    'ALTER TABLE IF EXISTS nowhere ALTER n SET NOT NULL; ALTER TABLE no_such ALTER n SET NOT NULL;',
  );
  const { refusals } = await project.migrate({ dryRun: true });
  expect(refusals.map(({ message }) => message)).toEqual([
    expect.stringContaining('no_such, of which nothing tells whether it holds rows,'),
  ]);
});

it('looks into scripts over 8 MB', async () => {
  await fill();
  const line = `INSERT INTO posts VALUES (1, ${'1'.repeat(1)}); -- ${'x'.repeat(500)}\n`;
  project.migration('2-load', `${line.repeat(18_000)}ALTER TABLE posts ALTER n SET NOT NULL;\n`);
  const { refusals } = await project.migrate();
  expect(refusals.map(({ message }) => message)).toEqual([
    expect.stringMatching(/2-load\/up\.sql:18001:1: .*public\.posts.*\(set-not-null\)\.$/),
  ]);
});

it('is not misled by operators and functions of the same names in the search_path', async () => {
  await fill();
  await application.query(`CREATE SCHEMA evil;
    CREATE FUNCTION evil.no(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT 1 / 0 = 1';
    CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.no);
    CREATE FUNCTION evil.arrow(jsonb, text) RETURNS text LANGUAGE sql AS 'SELECT (1 / 0)::text';
    CREATE OPERATOR evil.->> (LEFTARG = jsonb, RIGHTARG = text, FUNCTION = evil.arrow);
    CREATE FUNCTION evil.to_regclass(text) RETURNS regclass LANGUAGE sql AS 'SELECT NULL::regclass';
    ALTER DATABASE ${database.database} SET search_path = evil, pg_catalog, public;`);
  project.migration('2-index', 'CREATE INDEX ON posts (n);');
  const { refusals } = await project.migrate();
  expect(refusals.map(({ message }) => message)).toEqual([expect.stringContaining('public.posts, which holds rows,')]);
});

it('judges nothing when the database is dropped first', async () => {
  await fill();
  const development = createTestProject(database, {
    workspacePath: project.settings.workspacePath,
    development: true,
    environment: 'staging',
    migrations: { zeroDowntime: true },
  });
  project.migration('2-index', 'CREATE INDEX ON posts (n);');
  await application.end();
  expect((await development.migrate({ reset: true, confirm: true })).outcome).toBe('succeeded');
});
