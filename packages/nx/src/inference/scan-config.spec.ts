import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { saidNothing } from './config-summary';
import { scanConfig } from './scan-config';

let root: string;

beforeEach(() => {
  root = makeTemporaryFolder('scan-config');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function scan(text: string) {
  write('apps/api/pgrestify.config.ts', text);
  return scanConfig(join(root, 'apps/api/pgrestify.config.ts'), root);
}

const config = 'export default { environments: { a: {} } };';

describe('scanConfig', () => {
  it.each([
    ['import shared from "../../tools/pg";', 'tools/pg.ts'],
    ["import { a } from './pg.js';", 'apps/api/pg.ts'],
    ["export * from './pg';", 'apps/api/pg/index.ts'],
    ["const { a } = require('./pg.json');", 'apps/api/pg.json'],
    ["const a = await import('./pg.mjs');", 'apps/api/pg.mjs'],
    ["import './pg.cjs';", 'apps/api/pg.cjs'],
    ["const text = readFileSync(join(__dirname, 'roles.sql'), 'utf8');", 'apps/api/roles.sql'],
    ["const text = readFileSync('tools/compose.yml');", 'tools/compose.yml'],
    ["const shared = { hooks: { beforeEach: '../../tools/role.sql' } };", 'tools/role.sql'],
  ])('finds what %s reads', (line, path) => {
    write(path, 'export const name = 1;');
    expect(scan(`${line}\n${config}`)).toEqual({
      environments: ['a'],
      directories: [],
      shadows: 'here',
      types: saidNothing,
      inputs: [`{workspaceRoot}/${path}`],
    });
  });

  it('follows the imports of imports, also around in a circle, and reads the folders that they name', () => {
    write('tools/a.ts', "import './b';\nexport const shared = { sql: './db' };");
    write('tools/b.ts', "import './a';\nexport const other = { migrations: { directory: 'up' } };");
    expect(scan(`import { shared } from '../../tools/a';\n${config}`)).toEqual({
      environments: ['a'],
      directories: ['./db', 'up'],
      shadows: 'here',
      types: saidNothing,
      inputs: ['{workspaceRoot}/tools/a.ts', '{workspaceRoot}/tools/b.ts'],
    });
  });

  it('takes all of a package of the workspace, and is then not certain of folders', () => {
    write('packages/db/package.json', '{}');
    mkdirSync(join(root, 'node_modules/@shop'), { recursive: true });
    symlinkSync(join(root, 'packages/db'), join(root, 'node_modules/@shop/db'));
    expect(scan(`import { sql } from '@shop/db/preset';\n${config}`)).toEqual({
      environments: ['a'],
      directories: undefined,
      shadows: 'here',
      types: undefined,
      inputs: ['{workspaceRoot}/packages/db/**/*'],
    });
  });

  it('takes the lock file for a package of npm', () => {
    write('node_modules/preset/package.json', '{}');
    write('yarn.lock');
    expect(scan(`import preset from 'preset';\n${config}`)).toMatchObject({
      directories: undefined,
      inputs: ['{workspaceRoot}/yarn.lock'],
    });
  });

  it.each([
    ["import { join } from 'node:path';"],
    ["import { join } from 'path';"],
    ["import { defineConfig } from '@pgrestify/nx/config';"],
    ["import type { Shop } from './types';"],
    ["const path = './no-such-file.ts'; const folder = './sql';"],
    ["const url = 'postgres://localhost/db';"],
  ])('takes nothing for %s', (line) => {
    write('apps/api/types.ts');
    write('apps/api/sql/up.sql');
    expect(scan(`${line}\n${config}`)).toEqual({
      environments: ['a'],
      directories: [],
      shadows: 'here',
      types: saidNothing,
      inputs: [],
    });
  });

  it('takes the setup files that it names, and is not certain of computed ones', () => {
    write('apps/api/shadow/auth.sql');
    expect(scan(`const shadow = { setup: ['shadow/auth.sql'] };\n${config}`)).toMatchObject({
      directories: [],
      inputs: ['{workspaceRoot}/apps/api/shadow/auth.sql'],
    });
    expect(scan(`const shadow = { setup: files };\n${config}`).directories).toBeUndefined();
  });

  it.each([
    ["const shadow = { kind: 'url', url: process.env.SHADOW_URL };", 'on-server'],
    ["const shadow = { kind: ci ? 'url' : 'embedded' };", 'on-server'],
    ["const shadow = { kind: 'docker', image: 'postgres' };", 'here'],
    ["const database = { 'url': 'postgres://localhost/url' };", 'here'],
  ])('of %s shadows are %s', (line, shadows) => {
    expect(scan(`${line}\n${config}`)).toMatchObject({ shadows });
  });

  it.each([
    ["types: { path: 'src/db.ts' }", { path: 'src/db.ts', isSaid: true }],
    ["types: { schemas: ['path', 'b'], format: 'database', path: 'src/db.ts' }", { path: 'src/db.ts', isSaid: true }],
    ['types: {}', { path: undefined, isSaid: true }],
    ['types: { path: out }', undefined],
    ["types: { path: 'a' + b }", undefined],
    ['types', undefined],
    ['...shared', undefined],
  ])('reads of a config with %s where types go', (line, expected) => {
    expect(scan(`export default { environments: { a: {} }, ${line} };`).types).toEqual(expected);
  });

  it('is not certain of types that another file speaks of', () => {
    write('tools/types.ts', "export const types = { path: 'out.ts' };");
    expect(scan(`import { types } from '../../tools/types';\n${config}`).types).toBeUndefined();
  });

  it('is not certain of what cannot be found', () => {
    expect(scan(`import a from '~/shared';\n${config}`).directories).toBeUndefined();
    expect(scan(`import a from './gone';\n${config}`).directories).toBeUndefined();
  });
});
