import { shadowStopped } from '../../testing/processes/shadow-stopped';
import { withoutRules } from '../../testing/projects/findings';
import { peerProjects } from '../../testing/projects/peer-projects';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
const project = useProject(database);

describe('the first migrate of a database that another tool has migrated', () => {
  beforeEach(() => {
    project.migration('20240115143005_users', 'CREATE TABLE users (id int);', 'DROP TABLE users;');
    project.migration('20240116143005_posts', 'CREATE TABLE posts (id int);', 'DROP TABLE posts;');
  });

  it.each([
    [
      'dbmate, golang-migrate, Rails or Ecto',
      `CREATE TABLE schema_migrations (version varchar PRIMARY KEY); INSERT INTO schema_migrations VALUES ('20240115143005')`,
    ],
    [
      'Prisma',
      `CREATE TABLE _prisma_migrations (migration_name text, finished_at timestamptz, rolled_back_at timestamptz);
       INSERT INTO _prisma_migrations VALUES ('20240115143005_users', now(), NULL), ('20240116143005_posts', NULL, NULL)`,
    ],
    [
      'the Supabase CLI',
      `CREATE SCHEMA supabase_migrations; CREATE TABLE supabase_migrations.schema_migrations (version text, statements text[]);
       INSERT INTO supabase_migrations.schema_migrations VALUES ('20240115143005')`,
    ],
    [
      'goose',
      `CREATE TABLE goose_db_version (id int, version_id bigint, is_applied boolean);
       INSERT INTO goose_db_version VALUES (1, 0, true), (2, 20240115143005, true), (3, 20240116143005, false)`,
    ],
    [
      'knex',
      `CREATE TABLE knex_migrations (id int, name text, batch int); INSERT INTO knex_migrations VALUES (1, '20240115143005_users.ts', 1)`,
    ],
  ])('is refused with the baseline that the history of %s tells', async (tool, sql) => {
    await client.query(sql);
    const { outcome, refusals } = await project.migrate();
    expect(outcome).toBe('refused');
    expect(refusals).toEqual([
      expect.objectContaining({
        code: 'BASELINE_MISSING',
        message: expect.stringContaining(`where ${tool} keeps its history, has 1 of these 2 as applied`),
        hint: expect.stringContaining('migrate --baseline=20240115143005_users'),
      }),
    ]);
    expect(
      (await client.query("SELECT to_regnamespace('pgrestify') AS made, to_regclass('posts') AS posts")).rows,
    ).toEqual([{ made: null, posts: null }]);
  });

  it('is refused where a table of a later migration is there, before anything runs', async () => {
    await client.query('CREATE TABLE posts (id int); CREATE TABLE schema_migrations (version varchar)');
    const { refusals } = await project.migrate({ dryRun: true });
    expect(refusals).toEqual([
      expect.objectContaining({
        code: 'BASELINE_MISSING',
        ids: ['20240116143005_posts'],
        message: expect.stringMatching(/public\.posts, of 20240116143005_posts\. public\.schema_migrations looks like/),
        waivedBy: '--accept-existing',
      }),
    ]);
  });

  it('goes on after the baseline, and asks no more', async () => {
    await client.query('CREATE TABLE users (id int)');
    expect((await project.migrate()).outcome).toBe('refused');
    expect((await project.migrate({ baseline: '20240115143005_users' })).outcome).toBe('succeeded');
    expect((await project.migrate()).steps.map(({ step }) => step.id)).toEqual(['20240116143005_posts']);
  });

  it('runs with --accept-existing, to a subset, and where no table of it is there', async () => {
    await client.query('CREATE TABLE posts (id int); CREATE TABLE other (id int)');
    expect((await project.migrate({ to: '20240115143005' })).outcome).toBe('succeeded');
    await project.rollback();
    expect((await project.migrate()).outcome).toBe('refused');
    expect((await project.migrate({ acceptExisting: true })).outcome).toBe('failed');
  });

  it('says that the history of another tool is locked, perhaps by that tool at work', async () => {
    const impatient = createTestProject(database, { migrations: { lockTimeoutMs: 50 } });
    impatient.migration('20240115143005_users', 'CREATE TABLE users (id int);', 'DROP TABLE users;');
    await client.query('CREATE TABLE schema_migrations (version text)');
    await client.query('BEGIN; LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE');
    await expect(impatient.migrate()).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      message: expect.stringMatching(/^public\.schema_migrations, where .+ keeps its history, cannot be read/),
    });
    impatient.dispose();
  });

  it('runs past a history that may not be read, or is a table of the user with that name', async () => {
    await client.query(
      'CREATE TABLE migrations (id int); CREATE TABLE schema_migrations (id int); CREATE TABLE changes (id int)',
    );
    expect((await project.migrate()).outcome).toBe('succeeded');
  });
});

describe.each(peerProjects)('twenty migrations as users of $tool have them', ({ tool, own, converted, undo }) => {
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) project.write(`migrations/${path}`, text);
  };

  if (own) {
    it('are refused in its layout, with where they belong', async () => {
      write(own);
      const { outcome, refusals } = await project.migrate();
      expect(outcome).toBe('refused');
      expect(refusals).toEqual([
        expect.objectContaining({
          code: 'LAYOUT_FOREIGN',
          message: expect.stringContaining(tool),
          hint: expect.stringMatching(/\/up\.sql.*--baseline/),
        }),
      ]);
      expect((await project.status({ check: true })).outcome).toBe('failed');
    });
  }

  it('are applied, undone where they can be, and applied again', async () => {
    write(converted);
    const count = Object.keys(converted).filter((path) => path.endsWith('up.sql')).length;
    const first = await project.migrate();
    expect([first.outcome, first.refusals, first.steps.length]).toEqual(['succeeded', [], count]);
    const undone = await project.rollback({ to: '0' });
    if (undo === 'whole') {
      expect(undone.outcome).toBe('succeeded');
      const again = await project.migrate();
      expect([again.outcome, again.steps.length]).toEqual(['succeeded', count]);
    } else {
      expect(new Set(undone.refusals.map(({ code }) => code))).toEqual(new Set(['DOWN_MISSING']));
    }
    expect((await project.status({ check: true })).outcome).toBe('succeeded');
  });
});

describe('validate of twenty migrations', () => {
  // Nobody listens there: validate asks no database of the user's. All share one shadow.
  let files: TestProject;

  beforeAll(() => {
    files = createTestProject({ host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' });
  });
  beforeEach(() => files.clear());
  afterAll(async () => {
    await shadowStopped(files.settings.workspacePath);
    files.dispose();
  });

  /** Findings as `severity CODE file`, those of each migration alike as one with their number. */
  const found = async (scripts: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(scripts)) files.write(`migrations/${path}`, text);
    const result = await files.validate();
    const [{ outcome }, findings] = [result, withoutRules(result)];
    const isMissingDown = ({ code }: (typeof findings)[number]) => code === 'DOWN_MISSING';
    const downs = findings.filter(isMissingDown);
    const others = findings.filter((finding) => !isMissingDown(finding));
    return [
      outcome,
      ...others.map(({ severity, code, path = '' }) => `${severity} ${code} ${path.replace(/^.*migrations\//, '')}`),
      ...(downs.length > 0 ? [`${downs[0]?.severity} DOWN_MISSING of ${downs.length}`] : []),
    ];
  };

  /** What is found in the files as the tool has them, and after they were moved into folders. */
  const expected: Readonly<Record<string, { own: readonly string[]; converted: readonly string[] }>> = {
    'golang-migrate': {
      own: ['error LAYOUT_FOREIGN 10_seed.down.sql', 'notice FILE_IGNORED embed.go', 'notice FILE_IGNORED generate.sh'],
      converted: ['notice FILE_IGNORED generate.sh', 'warning VERSION_GAP apps/api/sql/migrations'],
    },
    goose: { own: ['error LAYOUT_FOREIGN 00001_create_users.sql'], converted: [] },
    dbmate: { own: ['error LAYOUT_FOREIGN 20240101120000_create_users.sql'], converted: [] },
    diesel: {
      own: [],
      converted: [
        'notice FILE_IGNORED 2024-01-15-000009_index_email/metadata.toml',
        'warning VERSION_KINDS_MIXED apps/api/sql/migrations',
      ],
    },
    Prisma: {
      own: [
        'error LAYOUT_FOREIGN 20240101120000_create_users/migration.sql',
        'notice FILE_IGNORED migration_lock.toml',
      ],
      converted: ['notice FILE_IGNORED migration_lock.toml', 'warning DOWN_MISSING of 20'],
    },
    Supabase: {
      own: ['error LAYOUT_FOREIGN 20240101120000_create_users.sql'],
      converted: ['warning DOWN_MISSING of 20'],
    },
  };

  it.each(peerProjects)('as users of $tool have them finds what is to be known, and no error', async (peer) => {
    expect(await found(peer.converted)).toEqual(['succeeded', ...(expected[peer.tool]?.converted ?? [])]);
  });

  it.each(peerProjects.filter(({ own }) => own))('in the layout of $tool says so, and runs nothing', async (peer) => {
    expect(await found(peer.own ?? {})).toEqual(['failed', ...(expected[peer.tool]?.own ?? [])]);
  });
});

it('a script that holds both directions is refused where it stands, and runs once it is parted', async () => {
  project.migration('1_x', '-- migrate:up\nCREATE TABLE a ();\n\n-- migrate:down\nDROP TABLE a;\n');
  const { refusals } = await project.migrate();
  expect(refusals).toEqual([
    expect.objectContaining({ code: 'UP_AND_DOWN', message: expect.stringMatching(/1_x\/up\.sql:4:1: .*dbmate/) }),
  ]);
  project.migration('1_x', 'CREATE TABLE a ();', 'DROP TABLE a;');
  expect((await project.migrate()).outcome).toBe('succeeded');
});
