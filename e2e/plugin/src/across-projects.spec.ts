import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { registerPlugin, urlVariables, writeMigration, writeProject } from './harness/project';
import { fingerprint, query, tableNames } from './harness/query';
import { nxVersions } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

describe.each(nxVersions)('a project that requires migrations of another, on Nx %s', (nxVersion) => {
  let workspace: Workspace;
  let server: TestServer;
  let api: TestDatabase;
  let authDb: TestDatabase;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion }), startTestServer()]);
    [api, authDb] = [await server.createDatabase('api'), await server.createDatabase('auth_db')];
    registerPlugin(workspace);
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      migrations: {
        '20240115_sessions': [
          '-- pgrestify: requires auth-db:20240110\nCREATE TABLE sessions (id integer);\n',
          'DROP TABLE sessions;\n',
        ],
      },
    });
    writeProject(workspace, {
      name: 'auth-db',
      root: 'packages/auth-db',
      manifest: 'package.json',
      migrations: { '20240110_users': ['CREATE TABLE users (id integer);\n', 'DROP TABLE users;\n'] },
    });
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  it('depends on it in the graph', async () => {
    await workspace.nxOk(['graph', '--file=graph.json']);
    const { graph } = JSON.parse(workspace.read('graph.json'));
    expect(graph.dependencies.api).toEqual([expect.objectContaining({ target: 'auth-db' })]);
  });

  it('writes to no database in a dry run', async () => {
    const before = await Promise.all([fingerprint(api), fingerprint(authDb)]);
    await succeed('run', 'api:migrate', '--dry-run');
    expect(await Promise.all([fingerprint(api), fingerprint(authDb)])).toEqual(before);
  });

  it('has it migrated first', async () => {
    const output = await succeed('run', 'api:migrate');
    // Nx 23 and 24 hide what a dependency that succeeds has printed.
    expect(output.match(/^migrate auth-db, /gm)).toHaveLength(1);
    expect(await appliedAt(authDb)).toBeLessThan(await appliedAt(api));
    expect(await tableNames(authDb)).toEqual(['public.users']);
    expect(await tableNames(api)).toEqual(['public.sessions']);
  });

  it.each([
    ['--reset', '--confirm'],
    ['--to=20240115'],
    ['--rollback-to=0'],
    ['--file=apps/api/sql/migrations/20240115_sessions/up.sql'],
  ])('leaves the other database untouched with %s', async (...options) => {
    const before = await fingerprint(authDb);
    await succeed('run', 'api:migrate', ...options);
    expect(await fingerprint(authDb)).toBe(before);
  });

  it('is refused by name with such an option while something is pending there', async () => {
    writeMigration(
      workspace,
      'packages/auth-db',
      '20240111_roles',
      'CREATE TABLE roles (id integer);\n',
      'DROP TABLE roles;\n',
    );
    const before = await Promise.all([fingerprint(api), fingerprint(authDb)]);
    const { code, output } = await nx('run', 'api:migrate', '--reset', '--confirm');
    expect(code).not.toBe(0);
    expect(output).toContain('auth-db is not up to date');
    expect(output).toMatch(/Pending there: 20240111_roles\.\s+hint: Run `nx run auth-db:migrate` first/);
    expect(await Promise.all([fingerprint(api), fingerprint(authDb)])).toEqual(before);
    await succeed('run', 'auth-db:migrate');
    await succeed('run', 'api:migrate', '--reset', '--confirm');
  });

  it('is not refused while that database is only ahead', async () => {
    rmSync(join(workspace.folder, 'packages/auth-db/sql/migrations/20240111_roles'), { recursive: true });
    const { code } = await nx('run', 'auth-db:status', '--check');
    expect(code).not.toBe(0);
    await succeed('run', 'api:migrate', '--to=20240115');
  });

  /** When the only migration of a database was applied; both databases are of one server, and so of one clock. */
  async function appliedAt(database: TestDatabase): Promise<number> {
    const [row] = await query(
      database,
      'SELECT extract(epoch FROM applied_at)::float8 AS seconds FROM pgrestify.migrations',
    );
    return Number(row?.seconds);
  }

  function nx(...args: readonly string[]) {
    return workspace.nx(args, { env: urlVariables({ api, 'auth-db': authDb }) });
  }

  function succeed(...args: readonly string[]): Promise<string> {
    return workspace.nxOk(args, { env: urlVariables({ api, 'auth-db': authDb }) });
  }
});
