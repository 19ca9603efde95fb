import { rmSync } from 'node:fs';
import { makeTemporaryFolder } from '../../testing/test-run/temporary-folder';
import type { EngineError } from '../errors';
import { describeConnection } from './database/describe-connection';
import { noteKnownServer } from './database/known-servers';
import { resolveSettings, type SettingsSources } from './resolve';
import type { Settings } from './settings';

const sources = (value: unknown, more: Partial<SettingsSources> = {}): SettingsSources => ({
  workspacePath: '/ws',
  projectRootPath: '/ws/apps/api',
  project: '@shop/api',
  config: { path: 'apps/api/pgrestify.config.js', value },
  options: {},
  env: {},
  database: 'needed',
  ...more,
});

const resolve = (value: unknown, more: Partial<SettingsSources> = {}): Promise<Settings> =>
  resolveSettings(sources(value, more));

const failure = (value: unknown, more: Partial<SettingsSources> = {}): Promise<EngineError> =>
  resolve(value, more).then(
    () => Promise.reject(new Error('resolved')),
    (error: EngineError) => error,
  );

/** The example of the feature document, with none of its variables set. */
const documented = (env: Record<string, string | undefined> = {}) => ({
  environments: {
    development: {
      database: { host: 'localhost', port: 5432, database: 'myapp_dev', username: 'postgres' },
      migrations: { directory: './sql/migrations', includeTestData: true },
    },
    production: {
      database: {
        host: env.DB_HOST,
        port: env.DB_PORT || 5432,
        database: env.DB_NAME,
        username: env.DB_USER,
      },
      migrations: { directory: './sql/migrations', requireConfirmation: true, backupBeforeMigration: true },
    },
  },
});

describe('defaults', () => {
  it('of an empty config are those of an embedded development database', async () => {
    expect(await resolve({})).toEqual({
      workspacePath: '/ws',
      projectRootPath: '/ws/apps/api',
      project: '@shop/api',
      environment: 'development',
      environmentIsDefault: true,
      development: true,
      database: { kind: 'embedded', major: 18, databaseName: 'api' },
      sqlPath: '/ws/apps/api/sql',
      migrationsPath: '/ws/apps/api/sql/migrations',
      migrations: {
        includeTestData: false,
        forbidTestData: false,
        requireConfirmation: false,
        allowReset: true,
        allowRedo: true,
        confirmRebaseline: false,
        outOfOrder: true,
        allowEmpty: false,
        lockTimeoutMs: 5_000,
        lockRetryForMs: 10_000,
        runLockTimeoutMs: 600_000,
        statementTimeoutMs: 0,
        zeroDowntime: false,
        connectTimeoutMs: 10_000,
        waitForDatabaseMs: 5_000,
        backupBeforeMigration: false,
        backup: { folderPath: '/ws/apps/api/.pgrestify/backups', keep: undefined, pgDumpPath: undefined },
        downs: 'expected',
      },
      shadow: {
        server: { kind: 'embedded' },
        allowedServers: [],
        setupPaths: [],
        major: undefined,
        defaultMajor: 18,
        roles: [],
        databaseNames: ['api'],
      },
      servers: [{ environment: 'development', major: 18, saidBy: 'embedded' }],
      postgres: undefined,
      refuseOutOfOrder: [],
      driftIgnore: [],
      lint: { scope: 'new', rules: {}, paths: [] },
      benchmarks: { maxSlowdown: 1.2, maxVariation: 0.5, samples: 20, queries: {} },
      hooks: {},
      rehearsal: { anonymizePath: undefined },
      types: { schemas: ['public'], path: 'src/database.types.ts', format: 'typescript' },
    });
  });

  it('have a budget for each query that the file or the environment names, key by key', async () => {
    const queries = { page: { maxSlowdown: 2 }, list: { maxVariation: 1 } };
    const own = { maxSlowdown: 1.5, queries: { page: { maxVariation: 0.3 } } };
    const config = { benchmarks: { samples: 9, queries }, environments: { development: { benchmarks: own } } };
    expect((await resolve(config, {})).benchmarks).toEqual({
      maxSlowdown: 1.5,
      maxVariation: 0.5,
      samples: 9,
      queries: {
        page: { maxSlowdown: 2, maxVariation: 0.3 },
        list: { maxSlowdown: 1.5, maxVariation: 1 },
      },
    });
  });

  it.each([
    [{ maxSlowdown: 0.5 }, 'benchmarks.maxSlowdown: expected a number of at least 1 and at most 50'],
    [{ samples: 2 }, 'benchmarks.samples: expected an integer of at least 3 and at most 1000'],
    [{ queries: { page: { max: 2 } } }, 'benchmarks.queries.page.max: unknown key'],
    [{ queries: { page: 2 } }, 'benchmarks.queries.page: expected an object, got a number'],
  ])('refuse benchmarks %j', async (benchmarks, message) => {
    await expect(resolve({ benchmarks }, {})).rejects.toThrow(message);
  });

  it('are strict outside development', async () => {
    const config = { environments: { production: { database: { url: 'postgres://app@db/shop' } } } };
    const settings = await resolve(config, { configuration: 'production' });
    expect(settings).toMatchObject({
      development: false,
      migrations: {
        allowReset: false,
        allowRedo: false,
        confirmRebaseline: true,
        outOfOrder: false,
        allowEmpty: true,
        forbidTestData: true,
        lockRetryForMs: 120_000,
      },
    });
  });

  it('follow the switch `development`', async () => {
    const config = { environments: { local: { development: true, database: { url: 'postgres://app@db/shop' } } } };
    expect(await resolve(config, { configuration: 'local' })).toMatchObject({ migrations: { allowReset: true } });
  });

  it('give way to the file, the file to the environment, the environment to the option', async () => {
    const config = {
      migrations: { lockTimeout: '1s', outOfOrder: true, statementTimeout: '1min' },
      environments: { development: { migrations: { lockTimeout: 250, outOfOrder: false } } },
    };
    expect((await resolve(config)).migrations).toMatchObject({
      lockTimeoutMs: 250,
      statementTimeoutMs: 60_000,
      outOfOrder: false,
    });
    expect((await resolve(config, { options: { outOfOrder: true } })).migrations.outOfOrder).toBe(true);
  });

  it.each([
    [{}, {}, { zeroDowntime: false, lockTimeoutMs: 5_000 }],
    [{ zeroDowntime: true }, {}, { zeroDowntime: true, lockTimeoutMs: 1_200 }],
    [{ zeroDowntime: true, lockTimeout: '3s' }, {}, { zeroDowntime: true, lockTimeoutMs: 3_000 }],
    [{ zeroDowntime: true }, { lock: true }, { zeroDowntime: false, lockTimeoutMs: 5_000 }],
    [{}, { lock: false }, { zeroDowntime: true, lockTimeoutMs: 1_200 }],
  ])('of locks: the config says %j, the options say %j', async (migrations, options, expected) => {
    expect((await resolve({ migrations }, { options })).migrations).toMatchObject(expected);
  });

  it('let validate compare on the major of the embedded database', async () => {
    const config = { environments: { development: { database: { kind: 'embedded', major: 16 } } } };
    expect((await resolve(config)).shadow).toMatchObject({ major: undefined, defaultMajor: 16 });
  });

  it('know the majors of servers from the config, without calling an environment that is a function', async () => {
    const config = {
      postgres: 16,
      environments: {
        development: {},
        local: { database: 'embedded', postgres: 17 },
        staging: { database: { url: 'postgres://app@db/blog' }, postgres: 15 },
        test: { database: { url: 'postgres://app@db/blog' } },
        production: () => ({ postgres: 14, database: { url: 'postgres://app@db/blog' } }),
      },
    };
    const servers = [
      { environment: 'development', major: 18, saidBy: 'embedded' },
      { environment: 'local', major: 17, saidBy: 'embedded' },
      { environment: 'staging', major: 15, saidBy: 'config' },
      { environment: 'test', major: 16, saidBy: 'config' },
      { environment: 'production', major: 16, saidBy: 'config' },
    ];
    expect((await resolve(config)).servers).toEqual(servers);
    const production = await resolve(config, { configuration: 'production' });
    expect(production).toMatchObject({ servers, postgres: 14 });
    expect((await resolve(config, { configuration: 'local' })).database).toMatchObject({ kind: 'embedded', major: 17 });
  });

  it('know them from the file of the last run where the config says none', async () => {
    const projectRootPath = makeTemporaryFolder('servers');
    const config = { environments: { staging: { database: { url: 'postgres://app@db/blog' } }, test: () => ({}) } };
    const about = { environment: 'staging', major: 15, environments: ['staging', 'test'] };
    expect(noteKnownServer(projectRootPath, about)).toBe('written');
    expect(noteKnownServer(projectRootPath, about)).toBe('unchanged');
    expect((await resolve(config, { projectRootPath, configuration: 'staging' })).servers).toEqual([
      { environment: 'staging', major: 15, saidBy: 'last-run' },
      { environment: 'test', major: undefined, saidBy: undefined },
    ]);
    rmSync(projectRootPath, { recursive: true });
    expect(noteKnownServer(projectRootPath, about)).toBe('unwritable');
  });

  it('refuse two majors of one embedded database', async () => {
    const config = { environments: { development: { database: { kind: 'embedded', major: 17 }, postgres: 15 } } };
    await expect(resolve(config)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      fields: { paths: ['environments.development.postgres'] },
    });
  });

  it('name the databases of all environments for the shadow, without calling one that is a function', async () => {
    const config = {
      environments: {
        development: {},
        staging: { database: { url: 'postgres://app@db/blog?sslmode=disable' } },
        test: { database: { host: 'db', database: 'blog_test' } },
        nameless: { database: { host: 'db' } },
        unset: { database: { host: 'db', database: '' } },
        local: { database: { kind: 'embedded', database: 'blog' } },
        production: () => {
          throw new Error('must not be called');
        },
      },
    };
    const expected = ['api', 'blog', 'blog_test'];
    expect((await resolve(config)).shadow.databaseNames).toEqual(expected);
    expect((await resolve(config, { database: 'not-needed' })).shadow.databaseNames).toEqual(expected);
  });
});

it.each([
  [{ docker: true }, '--docker'],
  [{ docker: false, service: 'db' }, '--service'],
  [{ network: '' }, '--network'],
])('refuses %j for a command that uses no database of the user', async (options, named) => {
  const message = `${named} chooses a database, and this command uses none of yours.`;
  await expect(resolve({}, { options, database: 'not-needed' })).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message,
  });
});

describe('hooks', () => {
  const file = { beforeRun: 'sql/hooks/before.sql', beforeEach: './role.sql', afterRun: '../shared/after.sql' };

  it('are files relative to the project', async () => {
    expect((await resolve({ hooks: file })).hooks).toEqual({
      beforeRun: '/ws/apps/api/sql/hooks/before.sql',
      beforeEach: '/ws/apps/api/role.sql',
      afterRun: '/ws/apps/shared/after.sql',
    });
  });

  it('of an environment stand in place of those of the file, one by one, and false takes one away', async () => {
    const hooks = { beforeRun: false, afterRun: 'after.sql', afterEach: undefined } as const;
    const { hooks: resolved } = await resolve({ hooks: file, environments: { development: { hooks } } });
    expect(resolved).toEqual({ beforeEach: '/ws/apps/api/role.sql', afterRun: '/ws/apps/api/after.sql' });
  });

  it.each([
    [{ hooks: { beforeRuns: 'a.sql' } }, 'hooks.beforeRuns: unknown key; did you mean "beforeRun"?'],
    [{ hooks: { beforeEach: ['a.sql'] } }, 'hooks.beforeEach: expected a string or false, got an array'],
    [
      { environments: { development: { hooks: 'a.sql' } } },
      'environments.development.hooks: expected an object, got a string',
    ],
  ])('%j is refused', async (config, message) => {
    await expect(resolve(config)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(message),
    });
  });
});

describe('backups', () => {
  const backup = { directory: '../dumps', keep: 3, pgDump: '/opt/pg18/bin/pg_dump' };

  it('go where the config says, relative to the project', async () => {
    expect((await resolve({ migrations: { backup } })).migrations.backup).toEqual({
      folderPath: '/ws/apps/dumps',
      keep: 3,
      pgDumpPath: '/opt/pg18/bin/pg_dump',
    });
  });

  it('are written by the program of PGRESTIFY_PG_DUMP, unless the config names one', async () => {
    const env = { PGRESTIFY_PG_DUMP: '/usr/bin/pg_dump' };
    expect((await resolve({}, { env })).migrations.backup.pgDumpPath).toBe('/usr/bin/pg_dump');
    expect((await resolve({ migrations: { backup } }, { env })).migrations.backup.pgDumpPath).toBe(backup.pgDump);
  });

  it.each([[{ keep: 0 }], [{ keep: 1.5 }], [{ keep: '3' }], [{ folder: 'x' }]])('cannot be %j', async (value) => {
    const [key] = Object.keys(value);
    expect((await failure({ migrations: { backup: value } })).message).toContain(`migrations.backup.${key}`);
  });
});

describe("the document's example", () => {
  it('loads as it stands', async () => {
    const settings = await resolve(documented());
    expect(describeConnection(settings)).toBe('postgres@localhost:5432/myapp_dev');
    expect(settings.migrations.includeTestData).toBe(true);
  });

  it('says of production which variables are likely unset', async () => {
    const error = await failure(documented(), { configuration: 'production' });
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toContain('environments.production.database.host: has no value');
  });

  it('takes the port as a string', async () => {
    const config = documented({ DB_HOST: 'db', DB_PORT: '6432', DB_NAME: 'shop', DB_USER: 'app' });
    const settings = await resolve(config, { configuration: 'production' });
    expect(settings.database).toMatchObject({ host: 'db', port: 6432, database: 'shop', user: 'app' });
    expect(settings.migrations).toMatchObject({ requireConfirmation: true, backupBeforeMigration: true });
  });
});

describe('databases', () => {
  const environment = (database: unknown) => ({ environments: { production: { database } } });
  const production = { configuration: 'production' };

  it.each([
    ['an unset url', { url: undefined }, 'environments.production.database.url: has no value'],
    ['an empty host', { host: '', database: 'd', user: 'u' }, 'environments.production.database.host: has no value'],
    ['a url and a host', { url: 'postgres://h/d', host: 'h' }, 'environments.production.database.host: the url says'],
    ['a key=value string', { url: 'host=h dbname=d' }, 'environments.production.database.url: is a key=value string'],
    ['no database', undefined, 'environments.production.database: missing'],
    ['no user', { host: 'h', database: 'd' }, 'environments.production.database.username: missing, and PGUSER'],
    ['several hosts', { host: 'a,b', database: 'd', user: 'u' }, 'database.host: names several hosts'],
    ['several hosts in the query', { url: 'postgres://u@/d?host=a,b' }, 'database.url: names several hosts'],
    ['several hosts in a url', { url: 'postgres://u@a,b/d' }, 'database.url: names several hosts'],
    ['an embedded one to create', { kind: 'embedded', createDatabase: true }, 'createDatabase: an embedded'],
    ['a wrong port', { host: 'h', database: 'd', user: 'u', port: 'x' }, 'database.port: expected a number'],
    ['sslmode prefer', { url: 'postgres://u@h/d?sslmode=prefer' }, 'database.sslmode: expected one of "disable"'],
    [
      'an unreadable ca',
      { url: 'postgres://u@h/d', ssl: { ca: 'no.pem' } },
      'database.ssl.ca: the file cannot be read',
    ],
    ['a host of an embedded one', { kind: 'embedded', host: 'h' }, 'database.host: an embedded database'],
  ])('refuses %s', async (_name, database, expected) => {
    const error = await failure(environment(database), production);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(expected) });
  });

  it("falls back to libpq's variables for keys that are absent", async () => {
    const env = { PGHOST: 'db', PGPORT: '1', PGDATABASE: 'd', PGUSER: 'u', PGPASSWORD: 'p', PGSSLMODE: 'require' };
    expect((await resolve(environment({}), { ...production, env })).database).toEqual({
      kind: 'server',
      host: 'db',
      port: 1,
      database: 'd',
      user: 'u',
      password: 'p',
      ssl: { mode: 'require', ca: undefined, cert: undefined, key: undefined },
    });
  });

  it("leaves the embedded database alone when libpq's variables are set", async () => {
    const env = { PGHOST: 'db', PGDATABASE: 'd', PGUSER: 'u' };
    expect((await resolve({}, { env })).database.kind).toBe('embedded');
  });

  it.each([
    [true, 'verify-full'],
    ['verify-full', 'verify-full'],
    ['require', 'require'],
    [{ ca: '-----BEGIN CERTIFICATE-----' }, 'verify-full'],
    [{ mode: 'require', ca: '-----BEGIN CERTIFICATE-----' }, 'verify-ca'],
  ])('takes ssl %j for %s', async (ssl, mode) => {
    const { database } = await resolve(environment({ url: 'postgres://u@h/d', ssl }), production);
    expect(database).toMatchObject({ ssl: { mode } });
  });
});

describe('environments that are functions', () => {
  const called: string[] = [];
  const config = {
    environments: {
      development: {},
      production: () => {
        called.push('production');
        return Promise.resolve({ database: { url: 'postgres://app:pw@db/shop' } });
      },
      broken: () => {
        throw new Error('DB_HOST is not set, only postgres://u:canary@h');
      },
    },
  };

  it('are called only when they are used', async () => {
    await resolve(config);
    expect(called).toEqual([]);
    expect((await resolve(config, { configuration: 'production' })).database).toMatchObject({ host: 'db' });
    expect(called).toEqual(['production']);
  });

  it('tell what they throw, without secrets', async () => {
    const error = await failure(config, { configuration: 'broken' });
    expect(error.code).toBe('CONFIG_UNREADABLE');
    expect(error.message).toContain('environments.broken() throws: DB_HOST is not set');
    expect(error.message).not.toContain('canary');
  });

  it('are not called when no database is needed', async () => {
    const settings = await resolve(config, { configuration: 'broken', database: 'not-needed' });
    expect(settings.environment).toBe('broken');
  });
});

it('needs no environment to be named when no database is needed', async () => {
  const config = { environments: { staging: { database: { url: 'x' } }, production: {} } };
  expect(await resolve(config, { database: 'not-needed' })).toMatchObject({ environment: 'staging' });
});

it('reports all problems of all environments together', async () => {
  const error = await failure({ sqll: 1, environments: { a: { x: 1 }, b: { database: { port: true } }, 'c d': {} } });
  expect(error).toMatchObject({
    code: 'CONFIG_INVALID',
    fields: { paths: ['sqll', 'environments.a.x', 'environments.b.database.port', 'environments.c d'] },
  });
});

it('refuses a duration that no server takes', async () => {
  const error = await failure({ migrations: { lockTimeout: '999999h' } });
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('migrations.lockTimeout') });
});

it('refuses an export that is no object', async () => {
  expect(await failure(42)).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('a number') });
});
