import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { registerPlugin, urlVariables, writeMigration, writeProject } from './harness/project';
import { query } from './harness/query';
import { nxVersions } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

describe.each(nxVersions)('nx affected -t migrate on Nx %s', (nxVersion) => {
  let workspace: Workspace;
  let server: TestServer;
  let databases: Record<'api' | 'shop', TestDatabase>;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion }), startTestServer()]);
    databases = { api: await server.createDatabase('api'), shop: await server.createDatabase('shop') };
    registerPlugin(workspace);
    for (const [name, manifest] of [
      ['api', 'project.json'],
      ['shop', 'package.json'],
    ] as const) {
      writeProject(workspace, {
        name,
        root: `packages/${name}`,
        manifest,
        migrations: { '0001_first': ['CREATE TABLE first (id integer);\n', 'DROP TABLE first;\n'] },
      });
    }
    workspace.write('packages/api/src/main.ts', 'export {};\n');
    await workspace.commit('two projects');
    await workspace.git('switch', '--quiet', '--create', 'change');
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  it('migrates the project whose SQL changed, and no other', async () => {
    writeMigration(
      workspace,
      'packages/api',
      '0002_second',
      'CREATE TABLE second (id integer);\n',
      'DROP TABLE second;\n',
    );
    await workspace.commit('a migration');
    await workspace.nxOk(['affected', '-t', 'migrate', '--configuration=production'], { env: urlVariables(databases) });

    expect(await applied('api')).toEqual(['0001_first', '0002_second']);
    expect(await applied('shop')).toEqual([]);
  });

  async function applied(name: 'api' | 'shop'): Promise<readonly unknown[]> {
    const [history] = await query(databases[name], "SELECT to_regclass('pgrestify.migrations') IS NOT NULL AS exists");
    if (!history?.exists) return [];
    return (await query(databases[name], 'SELECT id FROM pgrestify.migrations ORDER BY id')).map((row) => row.id);
  }
});
