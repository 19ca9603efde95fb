import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { registerPlugin, writeMigration, writeProject } from './harness/project';
import { mainNxVersion, nxVersions } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const fromCache = 'Nx read the output from the cache';
const path = 'apps/api/src/database.types.ts';

describe.each(nxVersions)('types on Nx %s', (nxVersion) => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion });
    registerPlugin(workspace);
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      migrations: { '0001_users': ['CREATE TABLE users (id integer PRIMARY KEY);\n', 'DROP TABLE users;\n'] },
      config: 'module.exports = { environments: { development: {} }, types: {} };\n',
    });
  });
  afterAll(() => workspace?.dispose());

  it('are written without any database of the user, and come from the cache the second time', async () => {
    const output = await workspace.nxOk(['run', 'api:types']);
    expect(output).toContain(`Wrote ${path}`);
    expect(workspace.read(path)).toContain('// Made by pgrestify: `nx run api:types` makes it anew. Do not edit.');
    expect(workspace.read(path)).toContain('export interface User {\n  id: number;\n}');
    expect(await workspace.nxOk(['run', 'api:types'])).toContain(fromCache);
    rmSync(join(workspace.folder, path));
    await workspace.nxOk(['run', 'api:types']);
    expect(workspace.has(path)).toBe(true);
  });

  it('are stale after a migration, for --check, types-check and nx sync:check, until nx sync writes them', async () => {
    for (const command of [['run', 'api:types', '--check'], ['run', 'api:types-check'], ['sync:check']]) {
      await workspace.nxOk(command);
    }
    writeMigration(workspace, 'apps/api', '0002_email', 'ALTER TABLE users ADD email text;\n', 'SELECT 1;\n');
    for (const command of [
      ['run', 'api:types', '--check'],
      ['run', 'api:types-check'],
    ]) {
      const { code, output } = await workspace.nx(command);
      expect(code).not.toBe(0);
      expect(output).toContain('TYPES_STALE');
      expect(output).toContain('+ email: string | null;');
      expect(output).toContain('hint: Run `nx run api:types`, and commit the file.');
    }
    const sync = await workspace.nx(['sync:check']);
    expect(sync.code).not.toBe(0);
    expect(sync.output).toContain(`Types are not what the migrations make: ${path}`);
    await workspace.nxOk(['sync']);
    expect(workspace.read(path)).toContain('email: string | null;');
    await workspace.nxOk(['sync:check']);
  });

  it('are written also where Nx syncs before its tasks, and types-check is stopped with what to do', async () => {
    const env = { CI: 'false' };
    writeMigration(workspace, 'apps/api', '0003_name', 'ALTER TABLE users ADD name text;\n', 'SELECT 1;\n');
    const { code, output } = await workspace.nx(['run', 'api:types-check'], { env });
    expect(code).not.toBe(0);
    expect(output).toContain(`Types are not what the migrations make: ${path}`);
    await workspace.nxOk(['run', 'api:types'], { env });
    await workspace.nxOk(['run', 'api:types-check'], { env });
  });

  it('are checked anew for each --check, and by types-check when the file was edited', async () => {
    for (const command of [
      ['run', 'api:types', '--check'],
      ['run', 'api:types-check'],
    ])
      await workspace.nxOk(command);
    const text = workspace.read(path);
    workspace.write(path, text.replaceAll('email', 'mail'));
    for (const command of [
      ['run', 'api:types', '--check'],
      ['run', 'api:types-check'],
    ]) {
      expect((await workspace.nx(command)).code).not.toBe(0);
      expect(workspace.read(path)).toContain('mail: string | null;');
    }
    await workspace.nxOk(['run', 'api:types']);
    expect(workspace.read(path)).toBe(text);
  });
});

describe('types', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
    registerPlugin(workspace);
  });
  afterAll(() => workspace?.dispose());

  it('go where the config says, of the schemas and in the format that it says', async () => {
    writeShop("{ schemas: ['shop'], path: 'generated/api.d.ts', format: 'database' }");
    await workspace.nxOk(['run', 'shop:types']);
    expect(workspace.read('apps/shop/generated/api.d.ts')).toContain('export type Database = {\n  shop: {');
    expect(workspace.read('apps/shop/generated/api.d.ts')).not.toContain('interface');
    await workspace.nxOk(['run', 'shop:types', '--format=json-schema']);
    const schema = JSON.parse(workspace.read('apps/shop/generated/api.json'));
    expect(schema.$defs['shop.orders.insert'].required).toEqual(['id']);
    expect(schema.$comment).toContain('`nx run shop:types --format=json-schema`');
  });

  it.each([
    ["{ path: '../../../out.ts' }", 'FILE_OUTSIDE_WORKSPACE'],
    ["{ path: 'pgrestify.config.cjs' }", 'TYPES_UNWRITABLE'],
    ["{ schemas: ['nope'] }", 'TYPES_SCHEMA_MISSING'],
    ['{ schemas: [] }', 'CONFIG_INVALID'],
    ["{ format: 'flow' }", 'CONFIG_INVALID'],
  ])('refuse %s with %s', async (types, code) => {
    writeShop(types);
    const before = workspace.read('apps/shop/project.json');
    const result = await workspace.nx(['run', 'shop:types']);
    expect(result.code).not.toBe(0);
    expect(result.output).toContain(code);
    expect(workspace.read('apps/shop/project.json')).toBe(before);
  });

  it('are told as JSON, and in a report', async () => {
    writeShop("{ schemas: ['shop'] }");
    const output = await workspace.nxOk([
      'run',
      'shop:types',
      '--json',
      '--report=out/types.xml',
      '--environment=development',
    ]);
    expect(output).toContain('"type":"types","command":"types","project":"shop","environment":"development"');
    expect(workspace.read('out/types.xml')).toContain('pgrestify-report');
  });

  it('refuse a format that there is not', async () => {
    writeShop('{}');
    const { code, output } = await workspace.nx(['run', 'shop:types', '--format=flow']);
    expect(code).not.toBe(0);
    expect(output).toContain('flow');
  });

  function writeShop(types: string): void {
    writeProject(workspace, {
      name: 'shop',
      root: 'apps/shop',
      manifest: 'project.json',
      migrations: {
        '0001_orders': [
          'CREATE SCHEMA shop; CREATE TABLE shop.orders (id integer PRIMARY KEY, note text);\n',
          'DROP SCHEMA shop CASCADE;\n',
        ],
      },
      config: `module.exports = { environments: { development: {} }, types: ${types} };\n`,
    });
  }
});
