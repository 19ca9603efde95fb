import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { registerPlugin, writeProject } from './harness/project';
import { runProcess } from './harness/run-process';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

/** Of letters that no URL encodes, and one that every URL does. */
const canaries = [
  'canaryInUrl',
  'canaryInVariable',
  'canaryInConfig',
  'canaryInPgVariable',
  'canaryInPgpass',
  'canaryOfSomebodyElse',
  'canary/Encoded',
];

describe('a password', () => {
  let workspace: Workspace;
  let server: TestServer;
  let database: TestDatabase;
  const outputs: string[] = [];

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion: mainNxVersion }), startTestServer()]);
    database = await server.createDatabase('shop');
    registerPlugin(workspace);
    const { host, port } = database;
    const parts = `host: '${host}', port: ${port}, database: 'shop', username: 'postgres'`;
    writeProject(workspace, {
      name: 'shop',
      root: 'apps/shop',
      manifest: 'project.json',
      // The wrong passwords make the server's refusal, with all that pg knows, one of the errors.
      config: `module.exports = {
        defaultEnvironment: 'right',
        environments: {
          right: { database: { url: process.env.RIGHT_URL } },
          wrongUrl: { database: { url: 'postgres://postgres:canaryInUrl@${host}:${port}/shop' } },
          wrongEncodedUrl: { database: { url: 'postgres://postgres:canary%2FEncoded@${host}:${port}/shop' } },
          wrongVariable: { database: { ${parts}, password: process.env.SHOP_PASSWORD } },
          wrongOfLibpq: { database: { ${parts} } },
          embedded: { database: { kind: 'embedded' } },
          wrongConfig: { database: { ${parts}, password: 'canaryInConfig' } },
          unreachable: { database: { url: 'postgres://postgres:canaryInUrl@127.0.0.1:1/shop' } },
          badUrl: { database: { url: 'postgres://postgres:canaryInUrl@127.0.0.1:port/shop' } },
          throwing: () => { throw new Error('cannot use postgres://postgres:canaryInUrl@db/shop'); },
        },
      };\n`,
      migrations: {
        '0001_first': ['CREATE TABLE first (id integer);\n', 'DROP TABLE first;\n'],
      },
    });
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  it.each([
    ['right', 0],
    ['wrongUrl', 1],
    ['wrongEncodedUrl', 1],
    ['wrongVariable', 1],
    ['wrongConfig', 1],
    ['unreachable', 1],
    ['badUrl', 1],
    ['throwing', 1],
  ])('does its work in the environment %s', async (environment, code) => {
    const report = `--report=reports/${environment}.json`;
    const result = await nx(['run', 'shop:migrate', `--configuration=${environment}`, '--verbose', report]);
    expect(result.code).toBe(code);
    expect(JSON.parse(workspace.read(`reports/${environment}.json`))).toMatchObject({ isComplete: true });
  });

  it.each([
    [['run', 'shop:status', '--configuration=right', '--json']],
    [['run', 'shop:status', '--configuration=right', '--history']],
    [['run', 'shop:validate', '--configuration=wrongUrl']],
    [['show', 'project', 'shop', '--json']],
    [['graph', '--file=graph.json']],
  ])('does its work with nx %j', async (args) => {
    expect((await nx(args)).code).toBe(0);
  });

  it.each<[string, Record<string, string>]>([
    ['PGPASSWORD', { PGPASSWORD: 'canaryInPgVariable' }],
    ['.pgpass', { PGPASSFILE: 'pgpass' }],
    ['a .pgpass that others can read', { PGPASSFILE: 'pgpass-of-all' }],
  ])('is refused when it is wrong in %s', async (_what, { PGPASSFILE, ...variables }) => {
    const path = PGPASSFILE && join(workspace.folder, '..', `${basename(workspace.folder)}-${PGPASSFILE}`);
    if (path) writeFileSync(path, '*:*:*:*:canaryInPgpass\n', { mode: PGPASSFILE === 'pgpass' ? 0o600 : 0o644 });
    const env = { ...variables, ...(path && { PGPASSFILE: path }) };
    const result = await nx(['run', 'shop:migrate', '--configuration=wrongOfLibpq', '--verbose'], env);
    if (path) rmSync(path);
    expect(result.code).toBe(1);
    expect(result.output).toContain('AUTHENTICATION_FAILED');
  });

  it('of something else is not handed to the programs of the embedded server', async () => {
    const env = { SHOP_TOKEN: 'canaryOfSomebodyElse', PGPASSWORD: 'canaryInPgVariable' };
    expect((await nx(['run', 'shop:migrate', '--configuration=embedded', '--verbose'], env)).code).toBe(0);
    const { output } = await runProcess('grep', ['-rla', 'canary[IO]', 'apps/shop/.pgrestify'], {
      cwd: workspace.folder,
    });
    expect(output).toBe('');
  });

  it('is in no output of these', () => {
    for (const secret of [...canaries, server.password, encodeURIComponent('canary/Encoded')]) {
      expect(outputs.filter((output) => output.includes(secret))).toEqual([]);
    }
  });

  it.each(['.nx', 'graph.json', 'reports'])('is not in %s', async (path) => {
    for (const secret of [...canaries, server.password, encodeURIComponent('canary/Encoded')]) {
      const { output } = await runProcess('grep', ['-rla', '--fixed-strings', '-e', secret, path], {
        cwd: workspace.folder,
      });
      expect(output).toBe('');
    }
  });

  async function nx(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const env = {
      ...more,
      RIGHT_URL: `postgres://postgres:${encodeURIComponent(server.password)}@${database.host}:${database.port}/shop`,
      SHOP_PASSWORD: 'canaryInVariable',
    };
    const result = await workspace.nx(args, { env });
    outputs.push(result.output);
    return result;
  }
});
