import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/commands/migrate/migrate';
import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import { resolveSettings } from '../../src/config/resolve';
import type { Settings } from '../../src/config/settings';
import { openPorts } from '../../src/open/open-ports';
import { useDatabase, useProject, useServer } from '../../testing/servers/use-database';
import { makeTemporaryFolder } from '../../testing/test-run/temporary-folder';

const server = useServer();
const database = useDatabase(server);
const project = useProject(database);
let elsewherePath: string;
beforeAll(() => {
  elsewherePath = makeTemporaryFolder('elsewhere');
  mkdirSync(join(elsewherePath, 'migrations/001_evil'), { recursive: true });
  writeFileSync(join(elsewherePath, 'migrations/001_evil/up.sql'), 'CREATE TABLE evil ();');
});
afterAll(() => rmSync(elsewherePath, { recursive: true }));
afterEach(async () => {
  const client = new Client(database);
  await client.connect();
  const { rows } = await client.query("SELECT to_regclass('evil') AS evil, to_regnamespace('pgrestify') AS history");
  await client.end();
  expect(rows).toEqual([{ evil: null, history: null }]);
});

describe('a path that leaves the workspace is not read', () => {
  it.each<[string, () => Record<string, unknown>]>([
    ['absolute `sql`', () => ({ sql: elsewherePath })],
    ['`sql` with dots', () => ({ sql: `../../../${elsewherePath.split('/').at(-1)}` })],
    ['absolute `migrations.directory`', () => ({ migrations: { directory: join(elsewherePath, 'migrations') } })],
  ])('of the config: %s', async (_what, config) => {
    expect(await codesOf(await settingsOf(config()))).toEqual(['FILE_OUTSIDE_WORKSPACE']);
  });

  it.each([
    ['the folder `sql`', ''],
    ['the folder `migrations`', 'migrations'],
    ['the folder of a migration', 'migrations/001_evil'],
    ['a script', 'migrations/001_evil/up.sql'],
  ])('through a link in the place of %s', async (_what, path) => {
    const linkPath = join(project.settings.sqlPath, path);
    rmSync(linkPath, { recursive: true, force: true });
    mkdirSync(join(linkPath, '..'), { recursive: true });
    symlinkSync(join(elsewherePath, path), linkPath);
    expect(await codesOf(project.settings)).toEqual(['FILE_OUTSIDE_WORKSPACE']);
  });

  it.each<[string, () => string]>([
    ['an absolute path', () => join(elsewherePath, 'migrations/001_evil/up.sql')],
    ['dots', () => `../${elsewherePath.split('/').at(-1)}/migrations/001_evil/up.sql`],
    ['a link', () => 'apps/api/sql/link.sql'],
  ])('with --file, by %s', async (_what, file) => {
    symlinkSync(join(elsewherePath, 'migrations/001_evil/up.sql'), join(project.settings.sqlPath, 'link.sql'));
    expect(await codesOf(project.settings, { file: file() })).toEqual(['FILE_OUTSIDE_WORKSPACE']);
  });
});

/** Settings as a config file with these keys would give them. */
async function settingsOf(config: Record<string, unknown>): Promise<Settings> {
  const { workspacePath, projectRootPath, project: name } = project.settings;
  return resolveSettings({
    workspacePath,
    projectRootPath,
    project: name,
    config: {
      path: 'apps/api/pgrestify.config.cjs',
      value: { ...config, environments: { staging: { database: { ...database } } } },
    },
    options: { environment: 'staging' },
    env: {},
    database: 'needed',
  });
}

/** Codes of what a run was refused for, whether as a refusal or before there was a plan. */
async function codesOf(settings: Settings, options: MigrateOptions = {}): Promise<readonly string[]> {
  const ports = openPorts(settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
  try {
    const { refusals } = await migrate(settings, options, ports);
    return refusals.map(({ code }) => code);
  } catch (error) {
    return error instanceof Error && 'code' in error ? [String(error.code)] : [String(error)];
  } finally {
    await ports.close();
  }
}
