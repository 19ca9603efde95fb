import { Client } from 'pg';
import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { found, messageOf } from '../../../testing/projects/findings';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import type { TestServer } from '../../../testing/servers/test-server';
import { useServer } from '../../../testing/servers/use-database';
import type { ServerDatabase, ShadowSettings } from '../../config/settings';
import { projectPartOf, scratchName } from '../../postgres/scratch/scratch-name';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

/** The server of the config's `shadow.url`; a role there that is no superuser. */
const shadowServer = useServer({ major: 16 });
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
    expect(messageOf(result, code)).toContain(message);
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
