import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Client } from 'pg';
import { eventually } from '../../../testing/eventually';
import type { TestServer } from '../../../testing/servers/test-server';
import { useClient, useDatabase, useServer } from '../../../testing/servers/use-database';
import { systemClock } from '../../adapters/system-clock';
import { openSession } from '../connection/connect';
import type { ServerAccess } from '../database/maintenance-session';
import { lockKeySql } from '../lock/lock-keys';
import { createScratch } from './create-scratch';
import { reapScratch } from './reap-scratch';
import { drawScratchToken, makerLockOf, projectPartOf, scratchName } from './scratch-name';

const server = useServer();
const database = useDatabase(server);
// Before the hook that closes the client.
afterEach(async () => {
  for (const name of await scratchNames()) await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
});
const client = useClient(database);

const project = 'api';

function accessAs(user: string, password: string, { host, port }: TestServer = server): ServerAccess {
  return {
    open: (name) =>
      openSession(
        { kind: 'server', host, port, user, password, database: name, ssl: undefined },
        { applicationName: 'scratch spec', connectTimeoutMs: 10_000 },
      ),
    clock: systemClock,
  };
}

const access = (): ServerAccess => accessAs(server.user, server.password);

async function scratchNames(): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly datname: string }>(
    "SELECT datname FROM pg_database WHERE datname LIKE '%pgrestify_scratch%' ORDER BY datname",
  );
  return rows.map(({ datname }) => datname);
}

/** As a run leaves it that was killed: there, and nobody holds its lock. */
async function leaveBehind(of = project, madeAgoSeconds = 100, change = (name: string) => name): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000) - madeAgoSeconds;
  const name = change(scratchName(projectPartOf(of), seconds, drawScratchToken()));
  await client.query(`CREATE DATABASE ${name}`);
  return name;
}

describe('a scratch database', () => {
  it('is there until it is closed, whoever is connected to it', async () => {
    const scratch = await createScratch({ project }, access());
    expect(await scratchNames()).toEqual([scratch.name]);
    const other = new Client({ ...database, database: scratch.name });
    const errors: unknown[] = [];
    other.on('error', (error) => errors.push(error));
    await other.connect();
    await scratch.close();
    await scratch.close();
    await eventually('the guest is thrown out', () => errors.length > 0);
    expect(await scratchNames()).toEqual([]);
  });

  it('is not made from one that somebody is connected to', async () => {
    await expect(createScratch({ project, copyOf: database.database }, access())).rejects.toMatchObject({
      code: 'SERVER_REFUSED',
      fields: { sqlState: '55006' },
    });
    expect(await scratchNames()).toEqual([]);
  });

  it('needs a role that may create databases', async () => {
    await client.query("CREATE ROLE modest LOGIN PASSWORD 'x'");
    await expect(createScratch({ project }, accessAs('modest', 'x'))).rejects.toMatchObject({
      code: 'PRIVILEGE_MISSING',
      message: 'A scratch database cannot be made by "modest": permission denied to create database.',
      hint: 'Run as a superuser: ALTER ROLE modest CREATEDB;',
    });
    await client.query('DROP ROLE modest');
  });

  it('is given up on an interrupt, and gone', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(createScratch({ project, signal: controller.signal }, access())).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(await scratchNames()).toEqual([]);
  });

  it('is dropped also when the connection of its maker was lost', async () => {
    const scratch = await createScratch({ project }, access());
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'scratch spec'",
    );
    await scratch.close();
    expect(await scratchNames()).toEqual([]);
  });
});

describe.each([14, 18])('a copy on PostgreSQL %i', (major) => {
  const ofMajor = useServer({ major });

  it('holds what the database holds, and leaves that as it is', async () => {
    const there = accessAs(ofMajor.user, ofMajor.password, ofMajor);
    const { database: copyOf } = await ofMajor.createDatabase();
    await inDatabase(copyOf, there, 'CREATE TABLE users AS SELECT generate_series(1, 1000) AS id');
    const copy = await createScratch({ project, copyOf }, there);
    expect(await inDatabase(copy.name, there, countSql)).toEqual([{ count: '1000' }]);
    await inDatabase(copy.name, there, 'DELETE FROM users');
    expect(await inDatabase(copyOf, there, countSql)).toEqual([{ count: '1000' }]);
    await copy.close();
  });

  it('has the settings of the database and of the role in it, lists among them', async () => {
    const { database: copyOf } = await server.createDatabase();
    const there = access();
    await inDatabase(
      copyOf,
      there,
      `ALTER DATABASE ${copyOf} SET search_path = app, "Odd Name"; ALTER DATABASE ${copyOf} SET app.tenant = 'it''s'`,
    );
    await inDatabase(copyOf, there, `ALTER ROLE postgres IN DATABASE ${copyOf} SET random_page_cost = 1.1`);
    const copy = await createScratch({ project, copyOf }, there);
    const shown = "SELECT current_setting('search_path') AS path, current_setting('app.tenant') AS tenant";
    const cost = "current_setting('random_page_cost') AS cost";
    expect(await inDatabase(copy.name, there, `${shown}, ${cost}`)).toEqual([
      { path: 'app, "Odd Name"', tenant: "it's", cost: '1.1' },
    ]);
    expect(copy.refusedSettings).toEqual([]);
    await copy.close();
  });

  it('says which settings its role may not give it', async () => {
    const { database: copyOf } = await server.createDatabase();
    await client.query(`CREATE ROLE maker LOGIN CREATEDB PASSWORD 'x'; ALTER DATABASE ${copyOf} OWNER TO maker`);
    await client.query(`ALTER DATABASE ${copyOf} SET log_min_duration_statement = 1`);
    const copy = await createScratch({ project, copyOf }, accessAs('maker', 'x'));
    expect(copy.refusedSettings).toEqual(['log_min_duration_statement']);
    await copy.close();
    await client.query(`ALTER DATABASE ${copyOf} OWNER TO postgres; DROP ROLE maker`);
  });

  const countSql = 'SELECT count(*) FROM users';

  async function inDatabase(name: string, { open }: ServerAccess, sql: string) {
    const session = await open(name);
    try {
      return await session.rows(sql);
    } finally {
      await session.close();
    }
  }
});

describe('what an earlier run left behind', () => {
  it('is dropped by the next one of the project, the oldest first', async () => {
    const newer = await leaveBehind(project, 10);
    const older = await leaveBehind(project, 1000);
    expect(await reapScratch(project, access())).toEqual({ dropped: [older, newer], left: [] });
    expect(await scratchNames()).toEqual([]);
  });

  it('is dropped when its maker was killed', async () => {
    const maker = spawn(process.execPath, ['-e', makerProgram], {
      env: { ...process.env, ADDRESS: JSON.stringify(makerAddress()) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(maker.stdout, 'data');
    expect(await reapScratch(project, access())).toEqual({ dropped: [], left: [] });
    maker.kill('SIGKILL');
    await once(maker, 'exit');
    await eventually('it is dropped', async () => (await reapScratch(project, access())).dropped.length > 0);
    expect(await scratchNames()).toEqual([]);
  });

  it.each<[string, () => Promise<string>]>([
    ['another project', () => leaveBehind('billing')],
    ['a name that only looks alike', () => leaveBehind(project, 100, (name) => `${name.slice(0, -1)}x`)],
    ['a name with more in front', () => leaveBehind(project, 100, (name) => `my_${name}`.slice(0, 63))],
    ['a time that is still to come', () => leaveBehind(project, -1000)],
  ])('stays when it is of %s', async (_, leave) => {
    const name = await leave();
    expect(await reapScratch(project, access())).toEqual({ dropped: [], left: [] });
    expect(await scratchNames()).toEqual([name]);
  });

  it('stays when it is of another role', async () => {
    const name = await leaveBehind();
    await client.query(`CREATE ROLE other CREATEDB; ALTER DATABASE ${name} OWNER TO other`);
    expect(await reapScratch(project, access())).toEqual({ dropped: [], left: [] });
    await client.query(`DROP DATABASE ${name}; `);
    await client.query('DROP ROLE other');
  });

  it('stays while somebody is connected to it', async () => {
    const name = await leaveBehind();
    const guest = new Client({ ...database, database: name });
    await guest.connect();
    expect(await reapScratch(project, access())).toEqual({ dropped: [], left: [] });
    await guest.end();
    await eventually('it is dropped', async () => (await reapScratch(project, access())).dropped.length > 0);
  });

  it('stays while a run uses it that is connected to another database for the moment', async () => {
    const scratch = await createScratch({ project }, access());
    expect(await reapScratch(project, access())).toEqual({ dropped: [], left: [] });
    expect(await scratchNames()).toEqual([scratch.name]);
    await scratch.close();
  });

  it('is said when the server does not let it go', async () => {
    const name = await leaveBehind();
    await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
    expect(await reapScratch(project, access())).toEqual({
      dropped: [],
      left: [{ name, reason: 'cannot drop a template database' }],
    });
    await client.query(`ALTER DATABASE ${name} IS_TEMPLATE false`);
  });
});

/** Does what a run does until it is killed, with the driver alone: a process of its own loads no TypeScript. */
const makerProgram = `
const { Client } = require('pg');
const { client: config, name, lock } = JSON.parse(process.env.ADDRESS);
(async () => {
  const client = new Client(config);
  await client.connect();
  await client.query('SELECT pg_advisory_lock(' + lock + ')');
  await client.query('CREATE DATABASE ' + name);
  process.stdout.write('made');
  setInterval(() => {}, 1000);
})();
`;

function makerAddress(): unknown {
  const token = drawScratchToken();
  const name = scratchName(projectPartOf(project), Math.floor(Date.now() / 1000) - 1, token);
  return { client: { ...database, database: 'postgres' }, name, lock: lockKeySql(makerLockOf(token)) };
}
