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

describe('validate of several projects', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
    registerPlugin(workspace);
    for (const [name, root] of [
      ['api', 'apps/api'],
      ['auth', 'libs/auth'],
    ] as const) {
      const migrations = { '0001_users': ['CREATE TABLE users (id integer);\n', 'DROP TABLE users;\n'] } as const;
      writeProject(workspace, { name, root, manifest: 'project.json', migrations });
    }
    await run();
  });
  afterAll(() => workspace?.dispose());

  it('runs again for the one whose migration was edited alone', async () => {
    workspace.write('apps/api/sql/migrations/0001_users/up.sql', 'CREATE TABLE users (id bigint);\n');
    expect(await run()).toEqual({ api: 'run', auth: 'from the cache' });
    expect(await run()).toEqual({ api: 'from the cache', auth: 'from the cache' });
  });

  it('runs again for all of them with another version of the engine', async () => {
    const lock = JSON.parse(workspace.read('package-lock.json'));
    Object.assign(lock.packages['node_modules/@pgrestify/engine'], { version: '0.99.0', integrity: 'sha512-another' });
    workspace.write('package-lock.json', JSON.stringify(lock));
    expect(await run()).toEqual({ api: 'run', auth: 'run' });
  });

  /** How each came to its result. */
  async function run(): Promise<Readonly<Record<string, 'run' | 'from the cache'>>> {
    const output = await workspace.nxOk(['run-many', '-t', 'validate']);
    return Object.fromEntries(
      ['api', 'auth'].map((name) => {
        const line = output.split('\n').find((each) => each.includes(`nx run ${name}:validate`)) ?? '';
        return [name, line.includes(fromCache) ? 'from the cache' : 'run'];
      }),
    );
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

describe('validate of a branch', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
    registerPlugin(workspace);
    writeProject(workspace, {
      name: 'api',
      root: 'apps/the api',
      manifest: 'project.json',
      migrations: { '2026-01-01-users': ['CREATE TABLE users (id integer);\n', 'DROP TABLE users;\n'] },
    });
    await workspace.commit('users');
    await workspace.git('checkout', '--quiet', '-b', 'feature');
    const posts = ['CREATE TABLE posts (id integer);\n', 'DROP TABLE posts;\n'] as const;
    writeMigration(workspace, 'apps/the api', '2026-01-03-posts', ...posts);
    await workspace.commit('posts');
  });
  afterAll(() => workspace?.dispose());

  it('is from the cache after a commit on main that concerns it not, and runs again after one that does', async () => {
    expect(await workspace.nxOk(['run', 'api:validate'])).not.toContain(fromCache);
    await commitOnMain('README.md', 'Hello.\n');
    expect(await workspace.nxOk(['run', 'api:validate'])).toContain(fromCache);
    await commitOnMain('apps/the api/sql/migrations/2026-01-05-tags/up.sql', 'CREATE TABLE tags (id integer);\n');
    const { code, output } = await workspace.nx(['run', 'api:validate']);
    expect(code).not.toBe(0);
    expect(output).toContain('BASE_NEWER');
    expect(output).toContain('2026-01-03-posts is older than 2026-01-05-tags, which main has');
  });

  it('compares with what an option or NX_BASE says, never from the cache of another base', async () => {
    const base = (await workspace.git('rev-list', '--max-parents=0', 'HEAD')).trim();
    await workspace.nxOk(['run', 'api:validate', `--base=${base}`]);
    expect(await workspace.nxOk(['run', 'api:validate', `--base=${base}`])).not.toContain(fromCache);
    await workspace.nxOk(['run', 'api:validate'], { env: { NX_BASE: base } });
    expect(await workspace.nxOk(['run', 'api:validate'], { env: { NX_BASE: base } })).toContain(fromCache);
    const { code, output } = await workspace.nx(['run', 'api:validate', '--base=nonsense']);
    expect(code).not.toBe(0);
    expect(output).toContain('BASE_UNKNOWN --base=nonsense is not known here');
  });

  async function commitOnMain(path: string, text: string): Promise<void> {
    await workspace.git('checkout', '--quiet', 'main');
    workspace.write(path, text);
    await workspace.commit('change');
    await workspace.git('checkout', '--quiet', 'feature');
  }
});
