import { join } from 'node:path';
import { Client } from 'pg';
import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { found, messageOf } from '../../../testing/projects/findings';
import { interruptAtCheck } from '../../../testing/projects/interrupt-at-check';
import { createTestProject, type TestAddress, type TestProject } from '../../../testing/projects/test-project';
import type { TestServer } from '../../../testing/servers/test-server';
import { useServer } from '../../../testing/servers/use-database';
import type { ServerDatabase, ShadowSettings } from '../../config/settings';
import { openPorts } from '../../open/open-ports';
import { projectPartOf, scratchName } from '../../postgres/scratch/scratch-name';
import { validate } from './validate';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

/** The server of the config's `shadow.url`; a role there that is no superuser. */
const shadowServer = useServer({ major: 16, settings: { log_statement: 'ddl' } });
const maker = { user: 'maker', password: 'secret' };
beforeAll(() => onServer("CREATE ROLE maker LOGIN CREATEDB CREATEROLE PASSWORD 'secret'"));

const projects: TestProject[] = [];
afterEach(async () => {
  for (const project of projects.splice(0)) {
    await shadowStopped(project.settings.workspacePath);
    project.dispose();
  }
});

function urlShadow(change: Partial<ServerDatabase> = {}, sharedWith: readonly string[] = []): Partial<ShadowSettings> {
  const { host, port } = shadowServer;
  const database = { kind: 'server', host, port, database: 'postgres', ...maker, ssl: undefined, ...change } as const;
  return { server: { kind: 'url', database, sharedWith } };
}

function projectWith(
  shadow: Partial<ShadowSettings>,
  options: Parameters<typeof createTestProject>[1] = {},
): TestProject {
  const project = createTestProject(nowhere, { shadow, ...options });
  projects.push(project);
  return project;
}

async function onServer(sql: string, server: TestServer = shadowServer): Promise<readonly string[]> {
  const { host, port, user, password } = server;
  const client = new Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly name: string }>(sql);
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

const databases = () => onServer("SELECT datname AS name FROM pg_database WHERE datname ~ 'scratch'");
const roles = () => onServer("SELECT rolname AS name FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1");

function writeMigrations(project: TestProject): void {
  project.migration('001_role', 'CREATE ROLE app', 'DROP ROLE app');
  project.migration('002_users', 'CREATE TABLE users (id int PRIMARY KEY)', 'DROP TABLE users');
  project.migration('003_grant', 'GRANT SELECT ON users TO app, reader', 'REVOKE SELECT ON users FROM app, reader');
}

describe('validate on a server of the config', () => {
  it('leaves neither a database nor a role there, so that it can be run again', async () => {
    const project = projectWith(urlShadow(), { shadowRoles: ['reader'] });
    writeMigrations(project);
    for (const _ of ['once', 'again']) {
      expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [], postgres: [16] });
      expect(await databases()).toEqual([]);
      expect(await roles()).toEqual(['maker', 'postgres']);
    }
  });

  it('leaves a role that was there before', async () => {
    await onServer('CREATE ROLE reader');
    const project = projectWith(urlShadow(), { shadowRoles: ['reader'] });
    writeMigrations(project);
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [] });
    expect(await roles()).toEqual(['maker', 'postgres', 'reader']);
    await onServer('DROP ROLE reader');
  });

  it('begins anew after a down that undoes half, and cleans up after a failure', async () => {
    const project = projectWith(urlShadow(), { shadowRoles: ['reader'] });
    writeMigrations(project);
    project.migration('004_broken', 'CREATE TABLE a (); CREATE TABLE b ()', 'DROP TABLE a');
    expect(found(await project.validate())).toEqual(['error DOWN_NOT_INVERSE migrations/004_broken/down.sql']);
    expect([await databases(), await roles()]).toEqual([[], ['maker', 'postgres']]);
  });

  it('goes back to a copy where scripts make no roles, and drops it, too', async () => {
    const project = projectWith(urlShadow(), { shadowRoles: ['reader'] });
    for (let index = 0; index < 25; index += 1) {
      const id = String(index).padStart(3, '0');
      project.migration(`${id}_t`, `CREATE TABLE t${id} (); GRANT SELECT ON t${id} TO reader`, `DROP TABLE t${id}`);
    }
    for (const id of ['100_a', '101_b']) {
      project.migration(id, `CREATE TABLE a${id} (); CREATE TABLE b${id} ()`, `DROP TABLE a${id}`);
    }
    expect(found(await project.validate())).toEqual([
      'error DOWN_NOT_INVERSE migrations/100_a/down.sql',
      'error DOWN_NOT_INVERSE migrations/101_b/down.sql',
    ]);
    const copies = shadowServer.logText().match(/CREATE DATABASE \w+ TEMPLATE \w+/g);
    // One after the first of them, which the second goes back to.
    expect(copies?.length).toBeGreaterThanOrEqual(2);
    expect([await databases(), await roles()]).toEqual([[], ['maker', 'postgres']]);
  });

  it('is dropped after an interrupt, and lets the next one in', async () => {
    const project = projectWith(urlShadow(), { shadowRoles: ['reader'] });
    writeMigrations(project);
    const ports = openPorts(project.settings, interruptAtCheck('round-trip'));
    await expect(validate(project.settings, {}, ports)).rejects.toMatchObject({ code: 'CANCELLED' });
    await ports.close();
    expect([await databases(), await roles()]).toEqual([[], ['maker', 'postgres']]);
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded' });
  });

  it('goes one after the other for two runs at once, since roles are the server’s', async () => {
    const both = [
      projectWith(urlShadow(), { shadowRoles: ['reader'] }),
      projectWith(urlShadow(), { shadowRoles: ['reader'] }),
    ];
    for (const project of both) writeMigrations(project);
    const results = await Promise.all(both.map((project) => project.validate()));
    expect(results).toMatchObject([
      { outcome: 'succeeded', findings: [] },
      { outcome: 'succeeded', findings: [] },
    ]);
  });

  it('drops what a killed run of the project left', async () => {
    const token = '0123456789abcdef';
    await onServer(`CREATE DATABASE ${scratchName(projectPartOf('api'), 1_700_000_000, token)} OWNER maker`);
    const project = projectWith(urlShadow());
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [] });
    expect(await databases()).toEqual([]);
  });
});

describe('a server on which no shadow can be made', () => {
  it.each<[string, Partial<ShadowSettings>, string, string]>([
    [
      'of production, as the address says',
      urlShadowAt(1, ['production']),
      'SHADOW_IS_LIVE',
      'A shadow is not made on the server of production, which the server of `shadow.url` (127.0.0.1:1) is.',
    ],
    ['that does not answer', urlShadowAt(1), 'CONNECTION_FAILED', '127.0.0.1:1'],
    [
      'whose variable is not set',
      { server: { kind: 'unset', path: 'shadow.url' } },
      'CONFIG_INVALID',
      'A shadow is needed, and `shadow.url` of the config has no value.',
    ],
  ])('%s is an error beside the other findings', async (_, shadow, code, message) => {
    const project = projectWith(shadow);
    project.migration('001_t', 'CREATE TABLE t ()');
    const result = await project.validate();
    expect(found(result)).toEqual(['warning DOWN_MISSING migrations/001_t/down.sql', `error ${code} undefined`]);
    expect(messageOf(result)).toContain(message);
  });

  it.each([
    [
      'does not answer',
      () => urlShadowAt(1),
      'CONNECTION_FAILED',
      'correct host and port of `shadow.url` in the config.',
    ],
    [
      'refuses the password',
      () => urlShadow({ password: 'hidden' }),
      'AUTHENTICATION_FAILED',
      'Correct username and password of `shadow.url` in the config; ',
    ],
  ])('that %s is not taken for that of the environment', async (_, shadow, code, hint) => {
    const project = projectWith(shadow());
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    const result = await project.validate();
    expect(result.findings).toMatchObject([{ code, hint: expect.stringContaining(hint) }]);
    expect(JSON.stringify(result)).not.toContain('hidden');
  });

  it('is one whose role may not create databases', async () => {
    await onServer("CREATE ROLE modest LOGIN PASSWORD 'secret'");
    const project = projectWith(urlShadow({ user: 'modest' }));
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    expect(found(await project.validate())).toEqual(['error PRIVILEGE_MISSING undefined']);
    await onServer('DROP ROLE modest');
  });
});

function urlShadowAt(port: number, sharedWith: readonly string[] = []): Partial<ShadowSettings> {
  const database = { kind: 'server', host: '127.0.0.1', port, database: 'postgres', ...maker, ssl: undefined } as const;
  return { server: { kind: 'url', database, sharedWith } };
}

/** A server of the same major that serves the environment `staging`. */
const liveServer = useServer({ major: 16 });

describe('the live database and a server of the config', () => {
  const live = async (): Promise<TestProject> => {
    const project = createTestProject(await liveServer.createDatabase(), {
      shadow: urlShadow(),
      shadowRoles: ['reader'],
    });
    projects.push(project);
    writeMigrations(project);
    return project;
  };
  beforeAll(() => onServer('CREATE ROLE reader', liveServer));
  afterEach(() => onServer('DROP ROLE IF EXISTS app', liveServer).catch(() => []));

  it('are compared by drift and --verify, as other roles with other settings', async () => {
    const project = await live();
    project.migration('004_time', "CREATE VIEW noon AS SELECT timestamptz '2026-01-01 12:00' AS at", 'DROP VIEW noon');
    const { database, ...address } = project.settings.database as ServerDatabase;
    await onDatabase({ ...address, database }, `ALTER DATABASE ${database} SET timezone TO 'Asia/Kathmandu'`);
    expect(await project.migrate({ verify: true })).toMatchObject({ outcome: 'succeeded' });
    expect(await project.validate({ afterMigration: true })).toMatchObject({ outcome: 'succeeded', findings: [] });
    await onDatabase({ ...address, database }, 'ALTER TABLE users ADD COLUMN by_hand text');
    expect(found(await project.validate({ afterMigration: true }))).toEqual(['error SCHEMA_DRIFT undefined']);
    await onDatabase({ ...address, database }, 'DROP OWNED BY app');
    expect([await databases(), await roles()]).toEqual([[], ['maker', 'postgres']]);
  });

  it.each<[string, () => TestServer, Partial<ServerDatabase>, string]>([
    ['is of another major', () => otherMajor, {}, 'SHADOW_MAJOR_MISSING'],
    ['is the one of the environment, under another name', () => liveServer, { host: 'localhost' }, 'SHADOW_IS_LIVE'],
  ])('--verify is refused before anything is applied where that server %s', async (_, server, change, code) => {
    const { host, port, user, password } = server();
    const database = await liveServer.createDatabase();
    const project = createTestProject(database, { shadow: urlShadow({ host, port, user, password, ...change }) });
    projects.push(project);
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    const result = await project.migrate({ verify: true });
    expect(result).toMatchObject({ outcome: 'refused', steps: [], refusals: [{ code, waivedBy: '--no-verify' }] });
    expect(await project.status()).toMatchObject({ migrations: [{ state: 'pending' }], events: [] });
    expect(found(await project.validate({ afterMigration: true }))).toEqual([
      'notice STATE_PENDING undefined',
      `error ${code} undefined`,
    ]);
  });

  it.each([
    ['embedded', () => ({})],
    ['url', urlShadow],
  ])('--verify is refused before the first step where a shadow of kind %s lacks an extension', async (_, shadow) => {
    const project = createTestProject(await liveServer.createDatabase(), { shadow: shadow() });
    projects.push(project);
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    project.migration('002_geo', 'CREATE EXTENSION IF NOT EXISTS postgis', 'DROP EXTENSION postgis');
    const { outcome, refusals } = await project.migrate({ verify: true });
    expect([outcome, refusals.map(({ code }) => code)]).toEqual(['refused', ['EXTENSION_MISSING']]);
    expect(refusals[0]?.message).toContain('A script makes the extension postgis, which ');
    expect(refusals[0]?.hint).toContain('let `shadow` of the config name a server or an image that has it');
    expect((await project.status()).events).toEqual([]);
  });

  const otherMajor = useServer({ major: 17 });
});

async function onDatabase(address: TestAddress | ServerDatabase, sql: string): Promise<void> {
  const { host, port, user, password, database } = address;
  const client = new Client({ host, port, user, password, database });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

function projectWithSetup(given: Partial<ShadowSettings>, files: readonly string[]): TestProject {
  const { settings, dispose } = createTestProject(nowhere);
  dispose();
  const setupPaths = files.map((name) => join(settings.sqlPath, name));
  return projectWith({ ...given, setupPaths }, { workspacePath: settings.workspacePath });
}

describe('setup', () => {
  it.each([
    ['embedded', () => ({})],
    ['url', urlShadow],
  ])(
    'runs first on a shadow of kind %s, each time that it begins anew, and is no part of the files',
    async (_, given) => {
      const project = projectWithSetup(given(), ['../shadow/auth.sql', '../shadow/more.sql']);
      project.write('../shadow/auth.sql', 'CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY);');
      project.write('../shadow/more.sql', 'CREATE INDEX CONCURRENTLY more ON auth.users (id, id)');
      project.migration('001_t', 'CREATE TABLE t (u uuid REFERENCES auth.users)', 'DROP TABLE t');
      project.migration('002_half', 'CREATE TABLE a (); CREATE TABLE b ()', 'DROP TABLE a');
      expect(found(await project.validate())).toEqual(['error DOWN_NOT_INVERSE migrations/002_half/down.sql']);
    },
  );

  it('makes roles that are dropped at the end, as are those that scripts make without a statement', async () => {
    const project = projectWithSetup(urlShadow(), ['../shadow/auth.sql']);
    project.write('../shadow/auth.sql', 'CREATE ROLE of_setup');
    const make = (name: string) =>
      `DO $$ BEGIN EXECUTE 'CREATE ROLE ' || ${name}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`;
    // The other stands for one that somebody else makes meanwhile: no script names it.
    project.migration('001_roles', make("'of_scripts'") + make("'some' || 'body'"), 'SELECT 1');
    for (const _ of ['once', 'again']) {
      expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [] });
      expect(await roles()).toEqual(['maker', 'postgres', 'somebody']);
    }
    await onServer('DROP ROLE somebody');
  });

  it.each([
    ['is not there', undefined, 'FILE_UNREADABLE', 'apps/api/shadow/auth.sql, which does not exist.'],
    ['fails', 'CREATE SCHEMA auth;\n  SELECT nonsense;', 'SHADOW_SETUP_FAILED', 'apps/api/shadow/auth.sql:2:10: '],
    ['cannot be parsed', "SELECT 'open", 'SHADOW_SETUP_FAILED', 'apps/api/shadow/auth.sql:1:8: '],
    ['needs what the server lacks', 'CREATE EXTENSION postgis', 'EXTENSION_MISSING', 'apps/api/shadow/auth.sql:1:1: '],
  ])('that %s is an error with its place', async (_case, text, code, message) => {
    const project = projectWithSetup(urlShadow(), ['../shadow/auth.sql']);
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    if (text !== undefined) project.write('../shadow/auth.sql', text);
    const result = await project.validate();
    expect(found(result)).toEqual([`error ${code} undefined`]);
    expect(messageOf(result)).toContain(message);
  });
});

it('what setup stands for is not compared with the live database, what scripts make beside it is', async () => {
  const address = await liveServer.createDatabase();
  const first = createTestProject(address);
  projects.push(first);
  const setupPaths = [join(first.settings.sqlPath, '../shadow/auth.sql')];
  const project = createTestProject(address, {
    workspacePath: first.settings.workspacePath,
    shadow: { ...urlShadow(), setupPaths },
  });
  projects.push(project);
  project.write('../shadow/auth.sql', 'CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY);');
  await onDatabase(address, 'CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY, email text)');
  await onDatabase(address, 'CREATE TABLE auth.sessions (id uuid PRIMARY KEY)');
  project.migration('001_t', 'CREATE TABLE t (u uuid REFERENCES auth.users); CREATE TABLE auth.own ()');
  expect(await project.migrate({ acceptExisting: true, verify: true })).toMatchObject({ outcome: 'succeeded' });
  const sound = await project.validate({ afterMigration: true });
  expect(found(sound)).toEqual(['notice NOT_COMPARED undefined']);
  expect(messageOf(sound)).toBe(
    'Left out, since `shadow.setup` of the config stands for it: auth.sessions, auth.users.',
  );
  await onDatabase(address, 'DROP TABLE auth.own; ALTER TABLE t ADD COLUMN by_hand text');
  const drift = await project.validate({ afterMigration: true });
  expect(found(drift)).toEqual(['error SCHEMA_DRIFT undefined', 'notice NOT_COMPARED undefined']);
});
