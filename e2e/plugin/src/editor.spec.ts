import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, processesIn } from '@pgrestify/engine/testing';
import { configText, registerPlugin, writeMigration, writeProject } from './harness/project';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const up = (id: string) => `apps/api/sql/migrations/${id}/up.sql`;
const watchArgs = ['run', 'api:validate', '--files-only', '--watch'];
const watching = 'watching for changes';

describe('validate --files-only through Nx', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ nxVersion: mainNxVersion });
    registerPlugin(workspace);
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      migrations: { '0001_a': ['CREATE TABLE a ();\n', 'DROP TABLE a;\n'] },
    });
  });
  afterAll(() => workspace?.dispose());

  it('makes no shadow, and fails for what files alone decide', async () => {
    const valid = await workspace.nxOk(['run', 'api:validate', '--files-only']);
    expect(valid).toMatch(/^Valid: /m);
    expect(workspace.has('apps/api/.pgrestify')).toBe(false);
    writeMigration(workspace, 'apps/api', '0002_b', "SELECT 'b;\n");
    const { code, output } = await workspace.nx(['run', 'api:validate', '--files-only']);
    expect(code).not.toBe(0);
    expect(output).toContain(`error SQL_SYNTAX ${up('0002_b')}:1:8:`);
    rmSync(join(workspace.folder, 'apps/api/sql/migrations/0002_b'), { recursive: true });
  });

  it('with --watch tells of each change, is ended by Ctrl+C without leaving anything, and never comes from the cache', async () => {
    for (const round of ['first', 'second']) {
      const nx = workspace.startNx(watchArgs);
      await nx.untilItSays(watching);
      // A file that came.
      writeMigration(workspace, 'apps/api', `0002_${round}`, "SELECT 'b;\n");
      await nx.untilItSays(`${up(`0002_${round}`)}:1:8: error`);
      // A file that an editor replaces by renaming.
      workspace.write('apps/api/next.sql', "SELECT 1;\nSELECT 'b;\n");
      renameSync(join(workspace.folder, 'apps/api/next.sql'), join(workspace.folder, up(`0002_${round}`)));
      await nx.untilItSays(`${up(`0002_${round}`)}:2:8: error`);
      // The config, and back.
      workspace.write(
        'apps/api/pgrestify.config.cjs',
        `${configText('api')}\nthrow new Error('${round} of config');\n`,
      );
      await nx.untilItSays(`${round} of config`);
      writeMigration(workspace, 'apps/api', `0003_${round}`, "SELECT 'c;\n");
      workspace.write('apps/api/pgrestify.config.cjs', configText('api'));
      await nx.untilItSays(`${up(`0003_${round}`)}:1:8: error`);
      // Files that went.
      for (const id of [`0002_${round}`, `0003_${round}`]) {
        rmSync(join(workspace.folder, 'apps/api/sql/migrations', id), { recursive: true });
      }
      nx.interruptGroup();
      const { code, output } = await nx.ended;
      expect(code).not.toBe(0);
      expect(output).not.toContain('cache');
      expect(output).toMatch(/^api: checking$/m);
      await eventually('nothing of it works on', () => processesIn(workspace.folder).length === 0);
    }
  });

  it('is refused with --watch and a shadow', async () => {
    const { code, output } = await workspace.nx(['run', 'api:validate', '--watch']);
    expect(code).not.toBe(0);
    expect(output).toContain('OPTION_INVALID: --watch is for --files-only.');
  });
});
