import { startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { registerPlugin, writeProject } from './harness/project';
import { query, tableNames } from './harness/query';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

const fromCache = '[existing outputs match the cache, left as is]';

const canary = 'canaryOfTheShadow';

/** What a host makes in each of its databases, and what a migration leans on. */
const auth = 'CREATE SCHEMA auth;\nCREATE TABLE auth.users (id uuid PRIMARY KEY);\n';
const migrations = {
  '0001_posts': ['CREATE TABLE posts (author uuid REFERENCES auth.users);\n', 'DROP TABLE posts;\n'],
} as const;

describe('shadows that the config says', () => {
  let workspace: Workspace;
  let server: TestServer;
  let live: TestDatabase;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([
      createWorkspace({ nxVersion: mainNxVersion }),
      startTestServer({ password: canary }),
    ]);
    live = await server.createDatabase('shop');
    registerPlugin(workspace);
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  const nx = async (...args: readonly string[]) => {
    const result = await workspace.nx(args);
    expect(result.output).not.toContain(canary);
    return result;
  };

  const url = (database = '', password = canary) =>
    `postgres://postgres:${password}@${server.host}:${server.port}/${database}`;

  const write = (name: string, shadow: string, environments = '{ development: {} }') => {
    const config = `module.exports = { environments: ${environments}, shadow: ${shadow} };\n`;
    writeProject(workspace, { name, root: `apps/${name}`, manifest: 'project.json', migrations, config });
    workspace.write(`apps/${name}/shadow/auth.sql`, auth);
  };

  const databases = async () =>
    (await query(live, "SELECT datname FROM pg_database WHERE datname ~ '^pgrestify_scratch'")).map(
      ({ datname }) => datname,
    );

  it('have what setup files make, which count as inputs of validate', async () => {
    write('here', "{ setup: ['shadow/auth.sql'] }");
    expect(await nx('run', 'here:validate')).toMatchObject({ code: 0 });
    expect((await nx('run', 'here:validate')).output).toContain(fromCache);
    workspace.write('apps/here/shadow/auth.sql', 'CREATE SCHEMA auth;\nSELECT nonsense;\n');
    const { code, output } = await nx('run', 'here:validate');
    expect(code).not.toBe(0);
    expect(output).toContain('SHADOW_SETUP_FAILED');
    expect(output).toContain('apps/here/shadow/auth.sql:2:8');
  });

  it('are on a server of the config, where nothing is left, and whose results are not kept', async () => {
    write('there', `{ kind: 'url', url: ${JSON.stringify(url())}, setup: ['shadow/auth.sql'] }`);
    for (const _ of ['once', 'again']) {
      const { code, output } = await nx('run', 'there:validate');
      expect([code, output.includes(fromCache)]).toEqual([0, false]);
      expect(await databases()).toEqual([]);
    }
  });

  it('are not made on the server of another environment, and --verify is refused before the first step', async () => {
    const environments = `{ development: {}, staging: { database: ${JSON.stringify({ url: url('shop') })} } }`;
    write('shop', `{ kind: 'url', url: ${JSON.stringify(url())} }`, environments);
    for (const task of [['shop:validate'], ['shop:migrate', '--configuration=staging', '--verify']]) {
      const { code, output } = await nx('run', ...task);
      expect(code).not.toBe(0);
      expect(output).toContain('SHADOW_IS_LIVE');
      expect(output).toContain('`shadow.allow`');
    }
    expect(await tableNames(live)).toEqual([]);
  });

  it.each([
    ["{ kind: 'url' }", 'shadow.url: missing'],
    ["{ kind: 'url', url: process.env.NO_SUCH_VARIABLE }", '`shadow.url` of the config has no value'],
    ["{ kind: 'docker' }", 'shadow.image: missing'],
    ["{ image: 'postgres' }", "shadow.image: only a shadow of kind: 'docker' has this"],
    ["{ setup: ['shadow/gone.sql'] }", 'apps/bad/shadow/gone.sql, which does not exist'],
    ["{ setup: 'shadow/auth.sql' }", 'shadow.setup: expected an array'],
    ["{ kind: 'url', url: 'postgres://postgres@127.0.0.1:1/' }", 'CONNECTION_FAILED'],
  ])('of %s are an error that says so', async (shadow, message) => {
    write('bad', shadow);
    const { code, output } = await nx('run', 'bad:validate');
    expect(code).not.toBe(0);
    expect(output).toContain(message);
  });

  it('of a server that refuses the password are an error without it', async () => {
    write('bad', `{ kind: 'url', url: ${JSON.stringify(url('', `${canary}Wrong`))} }`);
    expect((await nx('run', 'bad:validate')).output).toContain('AUTHENTICATION_FAILED');
  });
});
