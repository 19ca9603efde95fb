import { registerPlugin, writeMigration, writeProject } from './harness/project';
import { nxVersions } from './harness/versions';
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

  function validate(): Promise<string> {
    return workspace.nxOk(['run', 'api:validate']);
  }
});
