import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { loadConfig, resolveSettings, type Settings } from '@pgrestify/engine';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import initGenerator from './generator';

let folder: string;

beforeAll(async () => {
  folder = makeTemporaryFolder('init');
  const tree = createTreeWithEmptyWorkspace();
  await initGenerator(tree, { project: 'my-api', skipFormat: true });
  const config = tree.read('apps/my-api/pgrestify.config.ts', 'utf8') ?? '';
  // The package is not installed here; the end-to-end suites load the config with its own import.
  const source = JSON.stringify(join(__dirname, '../../config'));
  writeFileSync(join(folder, 'pgrestify.config.ts'), config.replace("'@pgrestify/nx/config'", source));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function resolve(environment?: string, value?: unknown): Promise<Settings> {
  const loaded = await loadConfig(folder, folder);
  return resolveSettings({
    workspacePath: folder,
    projectRootPath: folder,
    project: 'my-api',
    config: value === undefined ? loaded : { ...loaded, value },
    options: { environment },
    env: {},
    database: 'needed',
  });
}

/** What the environment's function returns in a process that has these variables; those of jest are copies. */
function callEnvironment(name: string, variables: Readonly<Record<string, string>>): unknown {
  const script = `const { createJiti } = require('jiti');
    createJiti(process.argv[1]).import(process.argv[1], { default: true })
      .then((config) => console.log(JSON.stringify(config.environments[process.argv[2]]())));`;
  const args = ['-e', script, join(folder, 'pgrestify.config.ts'), name];
  const output = execFileSync(process.execPath, args, { cwd: __dirname, env: variables, encoding: 'utf8' });
  return JSON.parse(output);
}

it('runs on the embedded server when no environment is named', async () => {
  expect(await resolve()).toMatchObject({ environment: 'development', database: { kind: 'embedded' } });
});

it.each([
  ['DATABASE_URL', { DATABASE_URL: 'postgres://me@db.example:5433/app' }],
  ['the DB_ variables', { DB_HOST: 'db.example', DB_PORT: '5433', DB_NAME: 'app', DB_USER: 'me' }],
])('takes the database of production from %s, and asks for no confirmation', async (_, variables) => {
  const environments = { production: callEnvironment('production', variables) };
  expect(await resolve('production', { environments })).toMatchObject({
    development: false,
    database: { kind: 'server', host: 'db.example', port: 5433, database: 'app', user: 'me' },
    migrations: { requireConfirmation: false },
  });
});

it.each(['staging', 'production'])(
  'says what to set where %s has no database, and guesses none',
  async (environment) => {
    await expect(resolve(environment)).rejects.toThrow('Set DATABASE_URL, or DB_HOST, DB_NAME and DB_USER.');
  },
);
