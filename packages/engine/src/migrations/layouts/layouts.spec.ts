import { createMemoryFiles, type FileTree } from '../../../testing/memory/memory-files';
import { readMigrationSet } from '../folders/read-migration-set';
import { rememberScripts } from '../script/remember-scripts';

const paths = { workspacePath: '/w', sqlPath: '/w/sql', migrationsPath: '/w/sql/migrations' };

/** Reads a tree below `sql/migrations`. */
const read = (tree: FileTree, below = 'sql/migrations/') =>
  readMigrationSet(
    rememberScripts(
      createMemoryFiles(
        Object.fromEntries([
          ['sql/migrations/.gitkeep', ''],
          ...Object.entries(tree).map(([path, content]) => [`${below}${path}`, content]),
        ]),
        '/w',
      ),
    ),
    paths,
  );

const dbmate = '-- migrate:up\nCREATE TABLE a ();\n\n-- migrate:down\nDROP TABLE a;\n';

describe('files of other layouts', () => {
  it.each<[string, string, FileTree, string]>([
    ['Flyway', 'V1__users.sql', { 'V1__users.sql': '' }, 'V1__users/up.sql'],
    ['Flyway', 'V1.2__users.sql', { 'V1.2__users.sql': '' }, 'V1.2__users/up.sql'],
    ['Flyway', 'R__views.sql', { 'R__views.sql': '' }, '../repeatable/views.sql'],
    ['Flyway', 'U1__x.sql', { 'U1__x.sql': '', 'V1__users.sql': '' }, 'V1__users/down.sql'],
    ['golang-migrate or sqlx', '1_x.up.sql', { '1_x.up.sql': '' }, '1_x/up.sql'],
    ['golang-migrate or sqlx', '1_x.down.sql', { '1_x.down.sql': '' }, '1_x/down.sql'],
    ['golang-migrate or sqlx', '1_x.tx.up.sql', { '1_x.tx.up.sql': '' }, '1_x/up.sql'],
    ['db-migrate', '2024-x-up.sql', { '2024-x-up.sql': '' }, '2024-x/up.sql'],
    ['Postgrator', '001.do.users.sql', { '001.do.users.sql': '' }, '001-users/up.sql'],
    ['yoyo', '0001.x.rollback.sql', { '0001.x.rollback.sql': '' }, '0001.x/down.sql'],
    ['dbmate', '20260101000000_x.sql', { '20260101000000_x.sql': dbmate }, '20260101000000_x/up.sql'],
    ['goose', '00001_x.sql', { '00001_x.sql': '-- +goose Up\nSELECT 1;' }, '00001_x/up.sql'],
    ['sql-migrate', '1-x.sql', { '1-x.sql': '-- +migrate Up\nSELECT 1;' }, '1-x/up.sql'],
    ['node-pg-migrate', '1700_x.sql', { '1700_x.sql': '-- up migration\nSELECT 1;' }, '1700_x/up.sql'],
    ['graphile-migrate', '000001.sql', { '000001.sql': '--! Previous: -\n--! Hash: sha1:x\n' }, '000001/up.sql'],
    ['Liquibase', 'a.sql', { 'a.sql': '--liquibase formatted sql\n' }, 'a/up.sql'],
    ['tern', '001_a.sql', { '001_a.sql': 'SELECT 1;\n---- create above / drop below ----\n' }, '001_a/up.sql'],
    ['the Supabase CLI or sqlx', '20260101000000_x.sql', { '20260101000000_x.sql': '' }, '20260101000000_x/up.sql'],
    ['Atlas', '20260101000000_x.sql', { '20260101000000_x.sql': '', 'atlas.sum': 'h1:' }, '20260101000000_x/up.sql'],
    ['drizzle', '0000_x.sql', { '0000_x.sql': '', 'meta/_journal.json': '{}' }, '0000_x/up.sql'],
    ['drizzle', 'meta/_journal.json', { 'meta/_journal.json': '{}' }, 'or delete it'],
    ['drizzle', '2024_x/migration.sql', { '2024_x/migration.sql': '', '2024_x/snapshot.json': '' }, '2024_x/up.sql'],
    [
      'Prisma',
      '20260101000000_x/migration.sql',
      { '20260101000000_x/migration.sql': '', 'migration_lock.toml': '' },
      '20260101000000_x/up.sql',
    ],
    [
      'sqitch',
      'deploy/users.sql',
      { 'sqitch.plan': '%project=a\n\nusers 2024-01-01T00:00:00Z A <a@b> # users\n', 'deploy/users.sql': '' },
      '0001-users/up.sql',
    ],
    [
      'TypeORM',
      '1700000000000-A.ts',
      { '1700000000000-A.ts': 'implements MigrationInterface' },
      '1700000000000-A/up.sql',
    ],
    ['knex', '20240101000000_a.js', { '20240101000000_a.js': 'exports.up = (knex) => {}' }, '20240101000000_a/up.sql'],
    ['Alembic', '3f2a_x.py', { '3f2a_x.py': 'down_revision = None' }, '3f2a_x/up.sql'],
    [
      'Rails',
      '20240101000000_a.rb',
      { '20240101000000_a.rb': 'ActiveRecord::Migration[7.1]' },
      '20240101000000_a/up.sql',
    ],
    ['Flyway', 'postgres/V1__a.sql', { 'postgres/V1__a.sql': '' }, 'V1__a/up.sql'],
  ])('says that it is of %s: %s', (tool, name, tree, target) => {
    const errors = read(tree).problems.filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([
      expect.objectContaining({
        code: 'LAYOUT_FOREIGN',
        message: expect.stringContaining(`migrations of ${tool}`),
        hint: expect.stringMatching(/--baseline|delete/),
      }),
    ]);
    expect(`${errors[0]?.path} ${errors[0]?.message}`).toContain(name);
    expect(errors[0]?.hint).toContain(target);
  });

  it('says of each of a few files where it belongs', () => {
    const [problem, ...others] = read({ 'seed.sql': '', 'fix.sql': '', '0001_x.psql': '' }).problems;
    expect(others).toEqual([]);
    for (const name of ['seed', 'fix', '0001_x']) expect(problem?.hint).toContain(`becomes ${name}/up.sql`);
  });

  it("names no script of sqitch's plan that is not there", () => {
    const plan = 'users 2024-01-01T00:00:00Z A <a@b>\nposts 2024-01-01T00:00:00Z A <a@b>\n';
    const [alone] = read({ 'sqitch.plan': plan }).problems;
    expect(alone?.path).toBe('sql/migrations/sqitch.plan');
    expect(`${alone?.message} ${alone?.hint}`).not.toContain('deploy/users.sql');
    expect(alone?.hint).toContain(
      'a folder for each change whose script is not in deploy/ (users, posts), as 0001-users',
    );
    const [half] = read({ 'sqitch.plan': plan, 'deploy/posts.sql': '' }).problems;
    expect(half?.hint).toContain('deploy/posts.sql becomes 0002-posts/up.sql');
    expect(half?.hint).not.toContain('revert/');
  });

  it('says its advice once: in the hint', () => {
    const [problem] = read({ '0001/down.sql': '' }).problems;
    expect(problem?.message).toBe('The folder has no up.sql.');
  });

  it('tells three hundred files of a tool once, with how many they are and where each kind of them belongs', () => {
    const names = Array.from({ length: 150 }, (_, index) => `${index + 1}_x`);
    const tree = Object.fromEntries(
      names.flatMap((name) => [`${name}.up.sql`, `${name}.down.sql`].map((file) => [file, ''])),
    );
    const [problem, ...others] = read(tree).problems;
    expect(others).toEqual([]);
    expect(problem?.message).toMatch(/, as are .*\.sql and 294 more: not run\./);
    expect(problem?.hint).toMatch(/100_x\.down\.sql becomes 100_x\/down\.sql; 100_x\.up\.sql becomes 100_x\/up\.sql\./);
  });

  it.each<[string, FileTree, string]>([
    ['a script of no known tool', { 'seed.sql': '' }, 'FILE_IGNORED sql/migrations/seed.sql'],
    ['an up.sql without a folder', { 'up.sql': '' }, 'FILE_IGNORED sql/migrations/up.sql'],
    ['a script with another ending', { '0001_x.psql': '' }, 'FILE_IGNORED sql/migrations/0001_x.psql'],
    ['a script that Windows named', { '0001_x.sql.txt': '' }, 'FILE_IGNORED sql/migrations/0001_x.sql.txt'],
    ['a folder whose up.sql Windows named', { '0001/up.sql.txt': '' }, 'UP_MISSING sql/migrations/0001'],
    ['a folder with only a down.sql', { '0001/down.sql': '' }, 'UP_MISSING sql/migrations/0001'],
    ['an empty folder', { '0001/': '' }, 'UP_MISSING sql/migrations/0001'],
    ['migrations in a folder of a folder', { '2024/0001/up.sql': '' }, 'FILE_IGNORED sql/migrations/2024'],
    [
      'scripts below a migration',
      { '0001/up.sql': '', '0001/parts/a.sql': '' },
      'FILE_IGNORED sql/migrations/0001/parts/a.sql',
    ],
    [
      'two scripts of a down',
      { '0001/up.sql': '', '0001/down2.sql': '' },
      'FILE_IGNORED sql/migrations/0001/down2.sql',
    ],
    ["Flyway's undo as a folder", { 'U1__x/up.sql': 'SELECT 1;' }, 'LAYOUT_FOREIGN sql/migrations/U1__x'],
    ["Flyway's repeatable as a folder", { 'R__x/up.sql': 'SELECT 1;' }, 'LAYOUT_FOREIGN sql/migrations/R__x'],
    ['a number behind a sign', { '_0001_x/up.sql': 'SELECT 1;' }, 'VERSION_UNREAD sql/migrations/_0001_x'],
    [
      'numbers behind a word that names order otherwise',
      { 'm1_x/up.sql': 'SELECT 1;', 'm2_x/up.sql': 'SELECT 2;', 'm10_x/up.sql': 'SELECT 3;' },
      'VERSION_UNREAD sql/migrations/m10_x',
    ],
    [
      "diesel's word that it runs outside a transaction",
      { '1_x/up.sql': 'SELECT 1;', '1_x/metadata.toml': 'run_in_transaction = false' },
      'LAYOUT_FOREIGN sql/migrations/1_x/metadata.toml',
    ],
  ])('is an error: %s', (_what, tree, expected) => {
    const errors = read(tree).problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, path }) => `${code} ${path}`)).toEqual([expected]);
  });

  it.each<[string, FileTree]>([
    [
      'what people and systems leave',
      { 'README.md': '', '.gitkeep': '', '.DS_Store': '', 'notes.txt': '', 'generate.sh': '' },
    ],
    ['code that is no migration', { 'index.ts': '', 'embed.go': '', '__init__.py': '', 'knexfile.js': '' }],
    [
      "diesel's first folder and harmless settings",
      {
        '00000000000000_diesel_initial_setup/up.sql': 'SELECT 1;',
        '00000000000000_diesel_initial_setup/metadata.toml': 'run_in_transaction = true',
        '1_x/up.sql': 'CREATE INDEX CONCURRENTLY a ON b (c);',
        '1_x/metadata.toml': 'run_in_transaction = false',
      },
    ],
    [
      'words with digits',
      { 'add-oauth2/up.sql': 'SELECT 1;', 'create-2fa/up.sql': 'SELECT 2;', 'v1beta_x/up.sql': 'SELECT 3;' },
    ],
    ['a script whose name has another case', { '0001/Up.sql': 'SELECT 1;' }],
    [
      'what Prisma and Atlas leave beside converted ones',
      { '0001/up.sql': 'SELECT 1;', 'migration_lock.toml': '', 'atlas.sum': '' },
    ],
  ])('is none: %s', (_what, tree) => {
    expect(read(tree).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each<[string, FileTree, string]>([
    ['versioned files', { 'V1__x.sql': '' }, 'LAYOUT_FOREIGN sql/V1__x.sql'],
    ['a misspelt folder', { 'migration/0001/up.sql': '' }, 'FILE_IGNORED sql/migration'],
    [
      'a sqitch project',
      { 'sqitch.plan': 'users 2024', 'deploy/users.sql': '' },
      'LAYOUT_FOREIGN sql/deploy/users.sql',
    ],
    ['folders of repeatable scripts', { 'schemas/tables/a.sql': '' }, 'FILE_IGNORED sql/schemas/tables/a.sql'],
    ['a repeatable script that Windows named', { 'schemas/a.sql.txt': '' }, 'FILE_IGNORED sql/schemas/a.sql.txt'],
  ])('finds %s beside the migrations', (_what, tree, expected) => {
    const errors = read(tree, 'sql/').problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, path }) => `${code} ${path}`)).toEqual([expected]);
  });
});
