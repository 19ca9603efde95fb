import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Client } from 'pg';
import type { RunResult } from '../../src/run/command';
import { eventually } from '../../testing/eventually';
import { createTestProject, type TestAddress, type TestProject } from '../../testing/projects/test-project';
import { needingPgbouncer, startPgbouncer } from '../../testing/servers/pgbouncer';
import type { TestDatabase } from '../../testing/servers/test-server';
import { useServer } from '../../testing/servers/use-database';

const server = useServer({ settings: { max_connections: '12', superuser_reserved_connections: '0' } });
let database: TestDatabase;
let project: TestProject;
beforeAll(async () => {
  database = await server.createDatabase();
});
afterEach(() => project.dispose());

/** A project with one migration, whose commands wait for long. */
function waiting(address: TestAddress, waitForDatabaseMs = 50_000, connectTimeoutMs = 50_000): TestProject {
  project = createTestProject(address, { migrations: { waitForDatabaseMs, connectTimeoutMs } });
  project.migration('001_a', 'CREATE TABLE IF NOT EXISTS a ();', 'DROP TABLE a;');
  return project;
}

const waits = (): readonly string[] =>
  project.events.flatMap((event) => (event.type === 'database-waiting' ? [event.error.code] : []));
const isConnected = (): boolean => project.events.some(({ type }) => type === 'database-connected');

async function connect(address: TestAddress): Promise<Client> {
  const client = new Client(address);
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function sql(text: string): Promise<void> {
  const client = await connect({ ...database, database: 'postgres' });
  await client.query(text);
  await client.end();
}

/** Begins to migrate, and does something once it waits for that reason. */
async function migrateWhile(code: string, remedy: () => Promise<unknown>): Promise<RunResult> {
  const run = project.migrate();
  await eventually(`waiting because of ${code}`, () => waits().includes(code));
  await remedy();
  return run;
}

it('waits for a server that is started late, and says so once', async () => {
  waiting(database);
  await server.kill();
  expect((await migrateWhile('CONNECTION_FAILED', () => server.restart())).outcome).toBe('succeeded');
  expect(waits().filter((code) => code === 'CONNECTION_FAILED')).toHaveLength(1);
  expect(isConnected()).toBe(true);
});

it('waits while a server shuts down, is down, and starts', async () => {
  waiting(database);
  const holder = await connect(database);
  process.kill(server.pid, 'SIGTERM'); // a smart shutdown: it goes on until the holder is gone
  await eventually('the server lets nobody in', async () => {
    const late = await connect(database).catch((error: { readonly code?: string }) => error.code);
    if (typeof late === 'object') await late.end();
    return late === '57P03';
  });
  const { outcome } = await migrateWhile('SERVER_NOT_READY', async () => {
    await holder.end();
    await eventually('the server is down', () => waits().includes('CONNECTION_FAILED'));
    await server.restart();
  });
  expect(outcome).toBe('nothing-to-do');
});

it('waits until a connection is free where max_connections is used up', async () => {
  waiting(database);
  const holders: Client[] = [];
  for (;;) {
    const holder = await connect(database).catch((error: { readonly code?: string }) => error.code);
    if (typeof holder !== 'object') break;
    holders.push(holder);
  }
  const status = project.status();
  await eventually('it waits', () => waits().includes('TOO_MANY_CONNECTIONS'));
  await Promise.all(holders.map((holder) => holder.end()));
  expect((await status).outcome).toBe('succeeded');
});

it.each([
  ['its first connection', 2],
  ['the connection of its lock', 1],
])('waits for %s where a role may have two', async (_what, held) => {
  await sql(
    `CREATE ROLE crowded${held} LOGIN PASSWORD 'c' CONNECTION LIMIT 2; GRANT ALL ON DATABASE ${database.database} TO crowded${held}`,
  );
  const address = { ...(await server.createDatabase()), user: `crowded${held}`, password: 'c' };
  await sql(`ALTER DATABASE ${address.database} OWNER TO crowded${held}`);
  waiting(address);
  const holders = await Promise.all(Array.from({ length: held }, () => connect(address)));
  const free = () => Promise.all(holders.map((holder) => holder.end()));
  expect((await migrateWhile('TOO_MANY_CONNECTIONS', free)).outcome).toBe('succeeded');
  expect(waits()).toEqual(['TOO_MANY_CONNECTIONS']);
});

it('does not wait for what will not pass', async () => {
  await sql(`CREATE ROLE barred LOGIN PASSWORD 'b'; REVOKE CONNECT ON DATABASE ${database.database} FROM PUBLIC`);
  const ssl = { mode: 'require', ca: undefined, cert: undefined, key: undefined };
  const cases: readonly (readonly [string, object])[] = [
    ['AUTHENTICATION_FAILED', { password: 'wrong' }],
    ['AUTHENTICATION_FAILED', { user: 'nobody' }],
    ['AUTHENTICATION_FAILED', { password: '' }],
    ['DATABASE_MISSING', { database: 'nothing' }],
    ['PRIVILEGE_MISSING', { user: 'barred', password: 'b' }],
    ['TLS_FAILED', { ssl }],
  ];
  for (const [code, change] of cases) {
    waiting({ ...database, ...change });
    await expect(project.migrate()).rejects.toMatchObject({ code });
    expect(waits()).toEqual([]);
    project.dispose();
  }
});

it('gives up when the time is over, with the last reason', async () => {
  waiting({ ...database, port: 1 }, 50);
  await expect(project.migrate()).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
  expect(waits()).toEqual(['CONNECTION_FAILED']);
  project.dispose();
  waiting({ ...database, port: 1 }, 0);
  await expect(project.migrate()).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
  expect(waits()).toEqual([]);
});

it('ends at once when it is interrupted while it waits for a name that nobody knows yet', async () => {
  waiting({ ...database, host: 'nowhere.invalid' });
  const interrupt = new AbortController();
  const run = project.migrate({}, interrupt.signal);
  await eventually('it waits', () => waits().length > 0);
  interrupt.abort();
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('ends at once when it is interrupted while what listens there does not answer', async () => {
  const listener = createServer((socket) => void socket.on('error', () => {}));
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  waiting({ ...database, port: (listener.address() as AddressInfo).port });
  const interrupt = new AbortController();
  const accepted = once(listener, 'connection');
  const run = project.migrate({}, interrupt.signal);
  await accepted;
  interrupt.abort();
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
  await new Promise((resolve) => listener.close(resolve));
});

needingPgbouncer(describe).each(['session', 'transaction'] as const)('behind a pooler in %s mode', (poolMode) => {
  it('does not wait for a database that is not there', async () => {
    const pooler = await startPgbouncer(server, { poolMode, poolSize: 2 });
    waiting(pooler.through({ ...database, database: 'nothing' }));
    const run = project.migrate();
    await expect(run.finally(() => pooler.stop())).rejects.toMatchObject({ code: 'DATABASE_MISSING' });
    expect(waits()).toEqual([]);
  });

  it('waits for the server behind it', async () => {
    const pooler = await startPgbouncer(server, { poolMode, poolSize: 2, settings: { query_wait_timeout: '1' } });
    try {
      // It does not answer while it has no server, and then says that.
      waiting(pooler.through(await server.createDatabase()), 50_000, 2_000);
      await server.kill();
      const run = project.migrate();
      await eventually('it waits', () => waits().length > 0);
      await server.restart();
      expect((await run).outcome).toBe('succeeded');
    } finally {
      await pooler.stop();
    }
  });
});
