import { addProjectConfiguration, logger, readProjectConfiguration, type Tree, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import tableGenerator, { type TableGeneratorOptions } from './generator';

let tree: Tree;
beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-03-01T12:00:05Z'), doNotFake: ['nextTick', 'setImmediate'] });
  jest.spyOn(logger, 'warn').mockReturnValue();
  tree = createTreeWithEmptyWorkspace();
  addProjectConfiguration(tree, 'api', { root: 'apps/api', targets: {} });
  tree.write('apps/api/sql/functions/auth.sql', '-- theirs');
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const generate = (options: Omit<TableGeneratorOptions, 'project'>, project = 'api') =>
  tableGenerator(tree, { project, skipFormat: true, ...options });
const read = (path: string) => tree.read(`apps/api/sql/${path}`, 'utf8');
const migrations = () => tree.children('apps/api/sql/migrations');

const posts = {
  name: 'posts',
  columns: 'title:text!,body:text,author_id:uuid!,price:numeric(10,2)=0',
  foreignKeys: 'author_id:users(id) on delete cascade',
};

it('writes a migration that creates the table with all that belongs to it', async () => {
  await generate(posts);
  expect(migrations()).toEqual(['2026-03-01-120005-create-posts']);
  expect(read('migrations/2026-03-01-120005-create-posts/up.sql')).toBe(`CREATE TABLE posts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  title text NOT NULL,
  body text,
  author_id uuid NOT NULL,
  price numeric(10,2) DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TRIGGER posts_updated_at
  BEFORE UPDATE ON posts
  FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

CREATE INDEX idx_posts_author_id ON posts (author_id);

ALTER TABLE posts ENABLE ROW LEVEL SECURITY;

CREATE POLICY posts_select_own ON posts
  FOR SELECT TO authenticated
  USING (author_id = (SELECT auth.uid()));

CREATE POLICY posts_insert_own ON posts
  FOR INSERT TO authenticated
  WITH CHECK (author_id = (SELECT auth.uid()));

CREATE POLICY posts_update_own ON posts
  FOR UPDATE TO authenticated
  USING (author_id = (SELECT auth.uid()))
  WITH CHECK (author_id = (SELECT auth.uid()));

CREATE POLICY posts_delete_own ON posts
  FOR DELETE TO authenticated
  USING (author_id = (SELECT auth.uid()));

GRANT SELECT, INSERT, UPDATE, DELETE ON posts TO authenticated;
`);
  expect(read('migrations/2026-03-01-120005-create-posts/down.sql')).toMatch(/^DROP TABLE posts;$/m);
});

it('adds the function that the trigger needs, unless the project has it', async () => {
  await generate(posts);
  expect(read('functions/updated_at.sql')).toContain('CREATE OR REPLACE FUNCTION update_updated_at_column()');
  tree.write('apps/api/sql/functions/updated_at.sql', '-- mine');
  await generate({ name: 'comments' });
  expect(read('functions/updated_at.sql')).toBe('-- mine');
});

it('gives each migration a later id, within the same second', async () => {
  await generate({ name: 'a' });
  await generate({ name: 'b' });
  expect(migrations()).toEqual(['2026-03-01-120005-create-a', '2026-03-01-120006-create-b']);
});

it('adds statements that can be repeated to the schemas files, after what is there', async () => {
  tree.write('apps/api/sql/schemas/01_main.sql', '-- Tables.\n');
  await generate({ ...posts, as: 'schema' });
  expect(tree.exists('apps/api/sql/migrations')).toBe(false);
  expect(tree.children('apps/api/sql/schemas').sort()).toEqual([
    '01_main.sql',
    '02_rls.sql',
    '04_triggers.sql',
    '05_indexes.sql',
  ]);
  expect(read('schemas/01_main.sql')).toMatch(/^-- Tables\.\n\nCREATE TABLE IF NOT EXISTS posts \(\n/);
  expect(read('schemas/02_rls.sql')?.match(/DROP POLICY IF EXISTS/g)).toHaveLength(4);
  expect(read('schemas/05_indexes.sql')).toBe('CREATE INDEX IF NOT EXISTS idx_posts_author_id ON posts (author_id);\n');
});

it('adds a table to the schemas files only once', async () => {
  await generate({ name: 'posts', as: 'schema' });
  const before = read('schemas/02_rls.sql');
  await expect(generate({ name: 'posts', as: 'schema' })).rejects.toThrow(
    /The table posts is in apps\/api\/sql\/schemas\/01_main\.sql:\d+:1 already/,
  );
  expect(read('schemas/02_rls.sql')).toBe(before);
});

it.each<[string, string, string]>([
  ['a migration', 'migrations/2020-01-01-a/up.sql', 'CREATE TABLE posts (id int);'],
  ['a schemas file', 'schemas/03_x.sql', 'create table if not exists "posts" (id int);'],
  ['a view of repeatable', 'repeatable/views.sql', 'CREATE OR REPLACE VIEW public.posts AS SELECT 1;'],
])('refuses a table that %s makes, and says what to do', async (_what, path, text) => {
  tree.write(`apps/api/sql/${path}`, text);
  const before = tree.listChanges();
  for (const as of ['migration', 'schema'] as const) {
    await expect(generate({ name: 'posts', as })).rejects.toThrow(
      `The table posts is in apps/api/sql/${path}:1:1 already.\nhint: Choose another name, or change what is there: nx g @pgrestify/nx:migration`,
    );
  }
  expect(tree.listChanges()).toEqual(before);
});

it('refuses the same table twice, and writes one of another schema, one that was dropped, one of test data', async () => {
  tree.write(
    'apps/api/sql/migrations/0001-a/up.sql',
    'CREATE TABLE audit.posts (); CREATE TABLE notes (); DROP TABLE notes;',
  );
  tree.write('apps/api/sql/test-data/a.sql', 'CREATE TABLE IF NOT EXISTS items ();');
  for (const name of ['posts', 'notes', 'items']) await generate({ name });
  await expect(generate({ name: 'posts' })).rejects.toThrow('The table posts is in apps/api/sql/migrations/');
});

it('finds a project that has only a package.json', async () => {
  writeJson(tree, 'package.json', { name: 'root', workspaces: ['packages/*'] });
  writeJson(tree, 'packages/shop/package.json', { name: '@acme/shop' });
  await generate({ name: 'items' }, '@acme/shop');
  const { root } = readProjectConfiguration(tree, '@acme/shop');
  expect(tree.exists(`${root}/sql/migrations/2026-03-01-120005-create-items/up.sql`)).toBe(true);
});

it.each([
  ['owner', 0],
  ['none', 0],
])('warns of no missing auth.sql when it is there (%s)', async (rls, times) => {
  await generate({ name: 'a', columns: 'user_id:uuid', rls: rls as 'owner' });
  expect(logger.warn).toHaveBeenCalledTimes(times);
});

it('warns when policies need an auth.sql that the project lacks', async () => {
  tree.delete('apps/api/sql/functions/auth.sql');
  await generate({ name: 'a' });
  expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('apps/api/sql/functions/auth.sql is missing'));
  await generate({ name: 'b', rls: 'none' });
  expect(logger.warn).toHaveBeenCalledTimes(1);
});

it('puts names into SQL as they are, quoted, and into a path as letters and digits', async () => {
  await generate({ name: '"<%- 1 %> ../$(id) \'x\' & ""y"""', columns: '"a<b&c":text' });
  expect(migrations()).toEqual(['2026-03-01-120005-create-1-id-x-y']);
  const up = read('migrations/2026-03-01-120005-create-1-id-x-y/up.sql');
  expect(up).toContain('CREATE TABLE "<%- 1 %> ../$(id) \'x\' & ""y""" (');
  expect(up).toContain('  "a<b&c" text,');
});

it.each([
  [{ name: 'posts', columns: 'title:txt' }, 'PostgreSQL has no type txt'],
  [{ name: '../posts' }, 'a name is expected'],
  [{ name: 'posts', columns: 'title:text', foreignKeys: 'user_id:users(id)' }, '--columns has no user_id'],
  [{ name: 'posts', rls: 'owner' as const }, 'no column that says whose a row is'],
])('refuses %j and writes nothing', async (options, message) => {
  const before = tree.listChanges();
  await expect(generate(options)).rejects.toThrow(message);
  expect(tree.listChanges()).toEqual(before);
});

it('shows the option with a caret and what to do', async () => {
  await expect(generate({ name: 'posts', columns: 'title:string' })).rejects.toThrow(
    '--columns: PostgreSQL has no type string (character 7).\ntitle:string\n      ^\nhint: Use text.',
  );
});

it('names the projects that there are when there is none of that name', async () => {
  await expect(generate({ name: 'posts' }, 'apx')).rejects.toThrow('No project is called "apx". Known: api.');
});
