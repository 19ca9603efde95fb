import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { registerPlugin, writeMigration, writeProject } from './harness/project';
import { mainNxVersion, nxVersions } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const fromCache = '[existing outputs match the cache, left as is]';

describe.each(nxVersions)('validate on Nx %s', (nxVersion) => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion });
    registerPlugin(workspace);
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      migrations: { '0001_users': ['CREATE TABLE users (id integer);\n', 'DROP TABLE users;\n'] },
    });
  });
  afterAll(() => workspace?.dispose());

  it('comes from the cache the second time, without any database of the user', async () => {
    expect(await validate()).not.toContain(fromCache);
    expect(await validate()).toContain(fromCache);
  });

  it('runs again when SQL changed, and fails for a down that does not undo its up', async () => {
    writeMigration(workspace, 'apps/api', '0002_posts', 'CREATE TABLE posts (id integer);\n', 'SELECT 1;\n');
    const { code, output } = await workspace.nx(['run', 'api:validate']);
    expect(code).not.toBe(0);
    expect(output).toContain('0002_posts');
    expect(output).toContain('posts');
  });

  it('is all that is cached, whatever targetDefaults say', async () => {
    const targetDefaults = { migrate: { cache: true } };
    workspace.write('nx.json', `${JSON.stringify({ plugins: ['@pgrestify/nx'], targetDefaults })}\n`);
    const { code, output } = await workspace.nx(['run', 'api:migrate']);
    expect(code).not.toBe(0);
    expect(output).toContain('TARGET_CACHED: Nx would keep the result of api:migrate');
  });

  function validate(): Promise<string> {
    return workspace.nxOk(['run', 'api:validate']);
  }
});

describe('validate of a project that requires another', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
  });
  afterAll(() => workspace?.dispose());

  it('runs again when SQL or an import of that one changed, without a lock file, too', async () => {
    registerPlugin(workspace);
    rmSync(join(workspace.folder, 'package-lock.json'));
    const up = '-- pgrestify: requires auth:0001\nCREATE TABLE posts (user_id integer REFERENCES users);\n';
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      migrations: { '0002_posts': [up, 'DROP TABLE posts;\n'] },
    });
    const config = "module.exports = { sql: require('../../tools/sql.cjs'), environments: { development: {} } };\n";
    writeProject(workspace, { name: 'auth', root: 'libs/auth', manifest: 'project.json', migrations: {}, config });
    workspace.write('tools/sql.cjs', "module.exports = './db';\n");
    workspace.write('libs/auth/db/migrations/0001_users/up.sql', 'CREATE TABLE users (id integer PRIMARY KEY);\n');
    expect(await validate()).not.toContain(fromCache);

    workspace.write('libs/auth/db/migrations/0001_users/up.sql', 'CREATE TABLE people (id integer PRIMARY KEY);\n');
    const { code, output } = await workspace.nx(['run', 'api:validate']);
    expect(code).not.toBe(0);
    expect(output).toContain('relation "users" does not exist');

    workspace.write('libs/auth/other/migrations/0001_users/up.sql', 'CREATE TABLE users (id integer PRIMARY KEY);\n');
    workspace.write('tools/sql.cjs', "module.exports = './other';\n");
    expect(await validate()).not.toContain(fromCache);
  });

  function validate(): Promise<string> {
    return workspace.nxOk(['run', 'api:validate']);
  }
});
