import { statSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { Client } from 'pg';
import { registerPlugin, urlVariables, writeMigration, writeProject } from './harness/project';
import { fingerprint } from './harness/query';
import { runOrThrow } from './harness/run-process';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

describe('a run that only reads', () => {
  let workspace: Workspace;
  let server: TestServer;
  let api: TestDatabase;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion: mainNxVersion }), startTestServer()]);
    api = await server.createDatabase('api');
    registerPlugin(workspace);
    writeProject(workspace, {
      name: 'api',
      root: 'apps/api',
      manifest: 'project.json',
      migrations: { '0001_users': ['CREATE TABLE users (id integer);\n', 'DROP TABLE users;\n'] },
    });
    workspace.write('apps/api/sql/repeatable/views.sql', 'CREATE OR REPLACE VIEW user_ids AS SELECT id FROM users;\n');
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  const commands = [
    ['run', 'api:migrate', '--dry-run'],
    ['run', 'api:status'],
    ['run', 'api:status', '--json'],
    ['run', 'api:status', '--history'],
    ['run', 'api:status', '--current'],
  ];

  it.each(commands)('leaves an empty database as it was: %s %s %s', async (...args) => {
    const before = await fingerprint(api);
    await nx(args);
    expect(await fingerprint(api)).toBe(before);
  });

  it('shows the SQL that a real run would send', async () => {
    const output = await nx(['run', 'api:migrate', '--dry-run']);
    expect(output).toContain('CREATE TABLE users (id integer);');
    expect(output).toContain('CREATE OR REPLACE VIEW user_ids');
  });

  it.each([...commands, ['run', 'api:rollback', '--dry-run']])(
    'leaves a migrated database as it was: %s %s %s',
    async (...args) => {
      await nx(['run', 'api:migrate']);
      const before = await fingerprint(api);
      await nx(args);
      expect(await fingerprint(api)).toBe(before);
    },
  );

  it('waits for no lock', async () => {
    const other = new Client(api);
    await other.connect();
    await other.query('BEGIN; LOCK pgrestify.migrations, pgrestify.migration_events IN EXCLUSIVE MODE');
    await nx(['run', 'api:status']);
    await other.end();
  });

  it('loads a handful of files of ours when there is nothing to do', async () => {
    await nx(['run', 'api:migrate']);
    const listPath = join(workspace.folder, 'loaded.txt');
    const counter = join(__dirname, 'harness/count-loaded.cjs');
    const env = { ...urlVariables({ api }), NODE_OPTIONS: `--require=${counter}`, LOADED_FILES: listPath };
    expect(await workspace.nxOk(['run', 'api:migrate'], { env })).toContain('Nothing to do');
    const lists: string[][] = workspace
      .read('loaded.txt')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const files = lists.find((list) => list.some((path) => path.endsWith('/executors/migrate/executor.js'))) ?? [];
    expect(files.map((path) => path.replace(/^.*@pgrestify\//, ''))).toHaveLength(7);
    expect(files.reduce((bytes, path) => bytes + statSync(path).size, 0)).toBeLessThan(900_000);
  });

  it('loads no fetch of Node with the driver', async () => {
    const program = `require('@pgrestify/engine');
      console.log(process.moduleLoadList.filter((name) => name.includes('undici')).length, typeof require('pg').Client)`;
    expect(await runOrThrow(process.execPath, ['-e', program], { cwd: workspace.folder, env: process.env })).toBe(
      '0 function\n',
    );
  });

  it('prints one line of JSON between those of Nx', async () => {
    const lines = (await nx(['run', 'api:status', '--json'])).split('\n').filter((line) => line.startsWith('{'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ project: 'api', environment: 'development' });
  });

  it('fails with --check while something is pending', async () => {
    writeMigration(workspace, 'apps/api', '0002_posts', 'CREATE TABLE posts (id integer);\n', 'DROP TABLE posts;\n');
    const { code, output } = await workspace.nx(['run', 'api:status', '--check'], { env: urlVariables({ api }) });
    expect(code).not.toBe(0);
    expect(output).toContain('0002_posts');
  });

  function nx(args: readonly string[]): Promise<string> {
    return workspace.nxOk(args.filter(Boolean), { env: urlVariables({ api }) });
  }
});
