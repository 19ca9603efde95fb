import { Client } from 'pg';
import { itOnOwnServer } from '../../../testing/servers/it-on-own-server';
import { needingPgbouncer, startPgbouncer } from '../../../testing/servers/pgbouncer';
import { testMajors } from '../../../testing/servers/test-majors';
import { startTestServer } from '../../../testing/servers/test-server';
import { useServer } from '../../../testing/servers/use-database';
import { systemClock } from '../../adapters/system-clock';
import { type DatabaseIdentity, isSameDatabase } from '../../history/identity';
import { openSession } from '../connection/connect';
import { PostgresHistoryStore } from '../history/store';

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

async function identityOf(address: Address): Promise<DatabaseIdentity | undefined> {
  const store = new PostgresHistoryStore({
    open: () =>
      openSession({ kind: 'server', ssl: undefined, ...address }, { applicationName: 'test', connectTimeoutMs: 5_000 }),
    description: 'test',
    project: 'api',
    target: '',
    clock: systemClock,
    runLockTimeoutMs: 5_000,
    largeScript: () => [],
  });
  try {
    return (await store.read()).identity;
  } finally {
    await store.close();
  }
}

async function query(address: Address, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(address);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe.each(testMajors(14, 15, 16, 17, 18))('the identity of a database on PostgreSQL %i', (major) => {
  const server = useServer({ major });

  it('is the same for the owner, a role without any right, and under any name of the host', async () => {
    const database = await server.createDatabase();
    await query(database, `CREATE ROLE nobody${major} LOGIN PASSWORD 'n'`);
    const [row] = await query(database, 'SELECT system_identifier AS id FROM pg_control_system()');
    const identity = await identityOf(database);
    expect(identity).toMatchObject({ systemIdentifier: String(row?.id), database: database.database });
    const other = await identityOf({ ...database, host: 'localhost', user: `nobody${major}`, password: 'n' });
    expect(other).toEqual(identity);
    expect(isSameDatabase(identity, other)).toBe(true);
  });

  it('is known without the system identifier where that may not be read', async () => {
    const database = await server.createDatabase();
    await query(database, `CREATE ROLE barred LOGIN PASSWORD 'b'`);
    await query(database, 'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
    const barred = await identityOf({ ...database, user: 'barred', password: 'b' });
    expect(barred).toMatchObject({ systemIdentifier: undefined, database: database.database });
    expect(isSameDatabase(barred, await identityOf(database))).toBe(true);
    expect(isSameDatabase(barred, await identityOf(await server.createDatabase()))).toBe(false);
  });
});

it('tells databases of one server apart, also of one name after the other', async () => {
  const server = await startTestServer();
  try {
    const database = await server.createDatabase('shop');
    const first = await identityOf(database);
    await query({ ...database, database: 'postgres' }, 'DROP DATABASE shop');
    const second = await identityOf(await server.createDatabase('shop'));
    expect(second?.systemIdentifier).toBe(first?.systemIdentifier);
    expect(isSameDatabase(first, second)).toBe(false);
  } finally {
    await server.stop();
  }
});

itOnOwnServer('tells servers apart that are copies of one', async () => {
  const servers = await Promise.all([startTestServer(), startTestServer()]);
  try {
    const [one, other] = await Promise.all(
      servers.map(async (server) => identityOf(await server.createDatabase('shop'))),
    );
    expect(other).toMatchObject({ systemIdentifier: one?.systemIdentifier, databaseOid: one?.databaseOid });
    expect(isSameDatabase(one, other)).toBe(false);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
});

needingPgbouncer(describe)('behind a pooler', () => {
  it('is that of the database itself', async () => {
    const server = await startTestServer();
    const pooler = await startPgbouncer(server, { poolMode: 'transaction', poolSize: 2 });
    try {
      const database = await server.createDatabase();
      expect(await identityOf(pooler.through(database))).toEqual(await identityOf(database));
    } finally {
      await pooler.stop();
      await server.stop();
    }
  });
});
