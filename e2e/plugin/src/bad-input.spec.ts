import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import {
  configText,
  type ProjectFiles,
  registerPlugin,
  urlVariables,
  writeMigration,
  writeProject,
} from './harness/project';
import { fingerprint, query, tableNames } from './harness/query';
import type { ProcessResult } from './harness/run-process';
import { mainNxVersion, nxVersions } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const migrations: ProjectFiles['migrations'] = {
  '0001_users': ['CREATE TABLE users (id integer);\n', 'DROP TABLE users;\n'],
  '0002_posts': ['CREATE TABLE posts (id integer);\n', 'DROP TABLE posts;\n'],
};

describe('bad input', () => {
  let workspace: Workspace;
  let server: TestServer;
  let database: TestDatabase;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion: mainNxVersion }), startTestServer()]);
    registerPlugin(workspace);
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  beforeEach(async () => {
    rmSync(join(workspace.folder, 'apps'), { recursive: true, force: true });
    writeProject(workspace, { name: 'api', root: 'apps/api', manifest: 'project.json', migrations });
    database = await server.createDatabase();
  });

  it('of SQL is shown with file, line, column and a caret, and the next run goes on after the repair', async () => {
    const [first] = Object.keys(migrations);
    const tables = ['a', 'b', 'c'].map(
      (name, index) => [`000${index + 3}_${name}`, `CREATE TABLE ${name} (id integer);\n`] as const,
    );
    for (const [id, up] of tables) writeMigration(workspace, 'apps/api', id, up);
    writeMigration(workspace, 'apps/api', '0002_posts', 'CREATE TABLE posts (id integer);\n\nCREATE TABEL tags ();\n');

    const { output } = await fail('run', 'api:migrate');
    expect(output).toContain('apps/api/sql/migrations/0002_posts/up.sql:3:8');
    expect(output).toMatch(/CREATE TABEL tags \(\);\n.*\^/);
    expect(await applied()).toEqual([first]);
    expect(await tableNames(database)).toEqual(['public.users']);

    writeMigration(workspace, 'apps/api', '0002_posts', 'CREATE TABLE posts (id integer);\n');
    await succeed('run', 'api:migrate');
    expect(await applied()).toEqual([...Object.keys(migrations), ...tables.map(([id]) => id)]);
  });

  it('of a server that cannot be reached says where it was looked for', async () => {
    const { output } = await fail('run', 'api:migrate', { API_URL: 'postgres://postgres:secret@127.0.0.1:1/api' });
    expect(output).toContain('CONNECTION_FAILED');
    expect(output).toContain('127.0.0.1:1');
  });

  it('of a password is said to be wrong', async () => {
    const url = `postgres://postgres:wrong@${database.host}:${database.port}/${database.database}`;
    const { output } = await fail('run', 'api:migrate', { API_URL: url });
    expect(output).toContain('AUTHENTICATION_FAILED');
    expect(output).toContain('hint:');
  });

  it('of a database that does not exist names it', async () => {
    const { output } = await fail('run', 'api:migrate', urlVariables({ api: { ...database, database: 'nowhere' } }));
    expect(output).toContain('DATABASE_MISSING');
    expect(output).toContain('nowhere');
  });

  it('of an applied file that was edited is refused, in production', async () => {
    await succeed('run', 'api:migrate:production');
    writeMigration(workspace, 'apps/api', '0001_users', 'CREATE TABLE users (id bigint);\n');
    writeMigration(workspace, 'apps/api', '0003_tags', 'CREATE TABLE tags (id integer);\n');
    await refuseUnchanged('CHANGED', '0001_users', 'run', 'api:migrate:production');
  });

  it('of an applied file that is gone is refused', async () => {
    await succeed('run', 'api:migrate:production');
    rmSync(join(workspace.folder, 'apps/api/sql/migrations/0001_users'), { recursive: true });
    writeMigration(workspace, 'apps/api', '0003_tags', 'CREATE TABLE tags (id integer);\n');
    await refuseUnchanged('MISSING', '0001_users', 'run', 'api:migrate:production');
  });

  it('of ids that differ only in case is refused', async () => {
    writeMigration(workspace, 'apps/api', '0001_USERS', 'CREATE TABLE users (id bigint);\n');
    await refuseUnchanged('ID_DUPLICATE', '0001_USERS', 'run', 'api:migrate');
  });

  it('of a variable that is not set undoes nothing', async () => {
    await succeed('run', 'api:migrate');
    await refuseUnchanged('TARGET_UNKNOWN', '--to= ', 'run', 'api:rollback', '--to=');
    await refuseUnchanged('TARGET_UNKNOWN', '--to= ', 'run', 'api:migrate', '--rollback-to=');
  });

  it('of a down that is missing refuses the whole rollback', async () => {
    writeMigration(workspace, 'apps/api', '0003_tags', 'CREATE TABLE tags (id integer);\n');
    writeMigration(workspace, 'apps/api', '0004_likes', 'CREATE TABLE likes (id integer);\n', 'DROP TABLE likes;\n');
    await succeed('run', 'api:migrate');
    await refuseUnchanged('DOWN_MISSING', '0003_tags', 'run', 'api:rollback', '--to=0');
  });

  it('of a statement that makes the application wait is refused with --no-lock, and where the config says so', async () => {
    await succeed('run', 'api:migrate');
    await query(database, 'INSERT INTO users VALUES (1)');
    writeMigration(workspace, 'apps/api', '0003_strict', 'ALTER TABLE posts ALTER id SET NOT NULL;\n');
    await succeed('run', 'api:migrate', '--no-lock');

    writeMigration(workspace, 'apps/api', '0004_strict', 'ALTER TABLE users ALTER id SET NOT NULL;\n');
    await refuseUnchanged('BLOCKING_STATEMENT', '0004_strict/up.sql:1:1', 'run', 'api:migrate', '--no-lock');
    const config = configText('api').replaceAll('database:', 'migrations: { zeroDowntime: true }, database:');
    workspace.write('apps/api/pgrestify.config.cjs', config.replace('migrations: { allowReset: true }', ''));
    await refuseUnchanged('BLOCKING_STATEMENT', 'public.users', 'run', 'api:migrate');
    await succeed('run', 'api:migrate', '--lock');

    const down = 'CREATE INDEX ON users (id);\nALTER TABLE users ADD COLUMN age integer;\n';
    writeMigration(workspace, 'apps/api', '0005_age', 'ALTER TABLE users DROP COLUMN id;\n', down);
    await succeed('run', 'api:migrate');
    await refuseUnchanged('BLOCKING_STATEMENT', '0005_age/down.sql:1:1', 'run', 'api:rollback', '--no-lock');
  });

  it('of an unknown option names it', async () => {
    const { output } = await fail('run', 'api:migrate', '--dryrunn');
    expect(output).toContain('dryrunn');
  });

  it('of a config file with unknown keys lists each path', async () => {
    workspace.write(
      'apps/api/pgrestify.config.cjs',
      "module.exports = { enviroments: {}, environments: { development: { databse: 'x' } } };\n",
    );
    const { output } = await fail('run', 'api:migrate');
    expect(output).toContain('enviroments');
    expect(output).toContain('environments.development.databse');
  });

  async function refuseUnchanged(code: string, id: string, ...args: readonly string[]): Promise<void> {
    const before = await fingerprint(database);
    const { output } = await fail(...args);
    expect(output).toContain(code);
    expect(output).toContain(id);
    expect(output).toContain('hint:');
    expect(await fingerprint(database)).toBe(before);
  }

  /** Runs nx, and fails when it succeeds or shows a stack. The last argument may be environment variables. */
  async function fail(...args: readonly (string | Record<string, string>)[]): Promise<ProcessResult> {
    const variables = args.filter((arg) => typeof arg !== 'string');
    const result = await workspace.nx(
      args.filter((arg) => typeof arg === 'string'),
      { env: Object.assign(urlVariables({ api: database }), ...variables) },
    );
    expect(result.code).not.toBe(0);
    expect(result.output).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
    return result;
  }

  function succeed(...args: readonly string[]): Promise<string> {
    return workspace.nxOk(args, { env: urlVariables({ api: database }) });
  }

  async function applied(): Promise<readonly unknown[]> {
    return (await query(database, 'SELECT id FROM pgrestify.migrations ORDER BY id')).map((row) => row.id);
  }
});

describe.each(nxVersions)('a configuration that cannot be used, on Nx %s', (nxVersion) => {
  let workspace: Workspace;
  let server: TestServer;
  let api: TestDatabase;
  let lib: TestDatabase;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion }), startTestServer()]);
    [api, lib] = [await server.createDatabase('api'), await server.createDatabase('lib')];
    registerPlugin(workspace);
    writeProject(workspace, { name: 'api', root: 'apps/api', manifest: 'project.json', migrations });
    writeProject(workspace, {
      name: 'lib',
      root: 'packages/lib',
      manifest: 'package.json',
      migrations,
      config:
        'module.exports = { environments: { development: () => ({ database: { url: process.env.LIB_URL } }) } };\n',
    });
    await workspace.commit('two projects');
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  it.each([
    ['that is misspelt', ['run', 'api:migrate', '--configuration=prodction'], 'prodction'],
    ['that is misspelt after a colon', ['run', 'api:migrate:prodction'], 'prodction'],
    ['that the project does not have', ['run', 'lib:migrate', '-c', 'production'], 'lib'],
    ['that one of many projects does not have', ['run-many', '-t', 'migrate', '-c', 'production'], 'lib'],
    [
      'that one of the affected projects does not have',
      ['affected', '-t', 'migrate', '-c', 'production', '--files=apps/api/sql/a.sql,packages/lib/sql/a.sql'],
      'lib',
    ],
    ['that contradicts --environment', ['run', 'api:migrate:production', '--environment=development'], 'development'],
  ])('%s stops the run before its first task', async (_name, args, named) => {
    const before = await Promise.all([fingerprint(api), fingerprint(lib)]);
    const { code, output } = await workspace.nx(args, { env: urlVariables({ api, lib }) });
    expect(code).not.toBe(0);
    expect(output).toContain(named);
    expect(await Promise.all([fingerprint(api), fingerprint(lib)])).toEqual(before);
  });

  it('since its file throws breaks neither other commands nor other projects, and is told by those that need it', async () => {
    workspace.write('packages/lib/pgrestify.config.cjs', "throw new Error('no vault here');\n");

    expect(await workspace.nxOk(['show', 'projects'])).toContain('lib');
    await workspace.nxOk(['run', 'api:migrate'], { env: urlVariables({ api, lib }) });
    expect(await tableNames(api)).toEqual(['public.posts', 'public.users']);
    for (const args of [
      ['run', 'lib:migrate'],
      ['run', 'lib:migrate:development'],
    ]) {
      const { code, output } = await workspace.nx(args, { env: urlVariables({ api, lib }) });
      expect(code).not.toBe(0);
      expect(output).toContain('packages/lib/pgrestify.config.cjs');
      expect(output).toContain('no vault here');
    }
  });
});
