import { addProjectConfiguration, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import migrationGenerator from './generator';
import type { MigrationGeneratorOptions } from './options';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  addProjectConfiguration(tree, 'api', { root: 'apps/api', targets: {} });
});

const folder = 'apps/api/sql/migrations';

async function generate(options: Partial<MigrationGeneratorOptions>) {
  await migrationGenerator(tree, { name: 'change', project: 'api', ...options });
  const [id = ''] = tree.children(folder);
  return { id, up: tree.read(`${folder}/${id}/up.sql`, 'utf8'), down: tree.read(`${folder}/${id}/down.sql`, 'utf8') };
}

it('names the folder after the time and the name', async () => {
  const { id } = await generate({ name: 'addUserPreferences' });
  expect(id).toMatch(/^\d{4}-\d\d-\d\d-\d{6}-add-user-preferences$/);
});

it('comes after a folder of the future, and heeds no file', async () => {
  tree.write(`${folder}/2099-01-01-000000-later/up.sql`, '');
  tree.write(`${folder}/2099-06-01-000000-file.sql`, '');
  await migrationGenerator(tree, { name: 'next', project: 'api' });
  expect(tree.children(folder)).toContain('2099-01-01-000001-next');
});

it('writes only comments for an empty one', async () => {
  const { up, down } = await generate({});
  expect(`${up}${down}`.split('\n').filter((line) => line !== '' && !line.startsWith('--'))).toEqual([]);
});

it.each<[string, Partial<MigrationGeneratorOptions>, string, string]>([
  [
    'a column',
    { kind: 'add-column', table: 'users', column: 'phone:text' },
    'ALTER TABLE users ADD COLUMN phone text;',
    'ALTER TABLE users DROP COLUMN phone;',
  ],
  [
    'an index',
    { kind: 'add-index', table: 'users', column: 'phone' },
    'CREATE INDEX CONCURRENTLY idx_users_phone ON users (phone);',
    'DROP INDEX CONCURRENTLY idx_users_phone;',
  ],
  [
    'a check',
    { kind: 'add-constraint', table: 'users', check: "phone <> ''" },
    `ALTER TABLE users ADD CONSTRAINT users_check
  CHECK (phone <> '') NOT VALID;

ALTER TABLE users VALIDATE CONSTRAINT users_check;`,
    'ALTER TABLE users DROP CONSTRAINT users_check;',
  ],
  [
    'a unique constraint',
    { kind: 'add-constraint', constraint: 'unique', table: 'users', column: 'phone' },
    `CREATE UNIQUE INDEX CONCURRENTLY users_phone_key ON users (phone);

ALTER TABLE users ADD CONSTRAINT users_phone_key UNIQUE USING INDEX users_phone_key;`,
    'ALTER TABLE users DROP CONSTRAINT users_phone_key;',
  ],
])('adds %s by the safe pattern', async (_, options, up, down) => {
  const written = await generate(options);
  expect(withoutComments(written.up)).toBe(up);
  expect(withoutComments(written.down)).toBe(down);
});

it.each<[Partial<MigrationGeneratorOptions>]>([
  [{ kind: 'add-constraint', table: 'users', check: 'true' }],
  [{ kind: 'add-constraint', table: 'users', column: 'a', references: 'b(c)' }],
  [{ kind: 'add-constraint', table: 'users', column: 'a', constraint: 'not-null' }],
  [{ kind: 'add-constraint', table: 'users', column: 'a', constraint: 'unique' }],
  [{ kind: 'backfill', table: 'users', column: 'a', value: 0 }],
])('takes %j out of one transaction, so that no lock is held over a scan', async (options) => {
  expect((await generate(options)).up).toMatch(/^-- pgrestify: transaction off\n/);
});

it('declares the fill with a computed value irreversible', async () => {
  const { down } = await generate({ kind: 'backfill', table: 'users', column: 'token', value: 'gen_random_uuid()' });
  expect(down).toMatch(/^-- pgrestify: irreversible /);
});

it.each<[Partial<MigrationGeneratorOptions>, string]>([
  [{ kind: 'add-column', column: 'a:int' }, '--kind=add-column needs --table.'],
  [{ kind: 'backfill' }, '--kind=backfill needs --table and --column and --value.'],
  [{ table: 'users' }, '--table is not an option of --kind=empty, but of add-column, add-index'],
  [{ kind: 'add-index', table: 'a', column: 'b', check: 'true' }, '--check is not an option of --kind=add-index'],
  [{ name: '../..' }, 'no letter or digit'],
  [{ name: '' }, 'no letter or digit'],
  [{ name: 'x'.repeat(300) }, 'longer than'],
  [{ kind: 'add-index', table: 'a; DROP TABLE b', column: 'b' }, '--table: a name ends here'],
  [{ kind: 'add-constraint', table: 'a', check: 'true); DROP TABLE b; --' }, '--check: unexpected )'],
])('refuses %j and writes nothing', async (options, message) => {
  const before = tree.listChanges();
  await expect(generate(options)).rejects.toThrow(message);
  expect(tree.listChanges()).toEqual(before);
});

it.each<[string, string, Partial<MigrationGeneratorOptions>, string]>([
  [
    'a column',
    'CREATE TABLE users (phone text);',
    { kind: 'add-column', column: 'phone:text' },
    'The column users.phone is in',
  ],
  [
    'a column added later',
    'CREATE TABLE users (); ALTER TABLE users ADD phone text;',
    { kind: 'add-column', column: 'phone:text' },
    'The column users.phone is in',
  ],
  [
    'an index',
    'CREATE INDEX idx_users_phone ON users (phone);',
    { kind: 'add-index', column: 'phone' },
    'The name idx_users_phone is in',
  ],
  [
    'a constraint',
    'CREATE TABLE users (CONSTRAINT users_check CHECK (true));',
    { kind: 'add-constraint', check: 'true' },
    'The constraint users_check is in',
  ],
  [
    'the index of a foreign key',
    'CREATE INDEX idx_users_a ON users (a);',
    { kind: 'add-constraint', column: 'a', references: 'b(c)' },
    'The name idx_users_a is in',
  ],
])('refuses %s that is there already', async (_what, text, options, message) => {
  tree.write(`${folder}/0001-x/up.sql`, text);
  await expect(
    migrationGenerator(tree, { name: 'change', project: 'api', table: 'users', ...options }),
  ).rejects.toThrow(`${message} ${folder}/0001-x/up.sql:1:`);
  expect(tree.children(folder)).toEqual(['0001-x']);
});

it('keeps slashes, dots and shell characters of the name out of the path', async () => {
  const { id } = await generate({ name: "../../etc/passwd $(rm -rf) <%= 1 %> 'x'" });
  expect(id).toMatch(/^[\d-]{17}-etc-passwd-rm-rf-1-x$/);
});

function withoutComments(text: string | null): string {
  return (text ?? '').replaceAll(/^--.*\n/gm, '').trim();
}
