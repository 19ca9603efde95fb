import { randomUUID } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { givenMajor } from './test-majors';
import type { TestDatabase, TestServer, TestServerOptions } from './test-server-types';

/** URL of the server that specs use in place of their own; undefined when none is given. */
export function givenServerUrl(): string | undefined {
  return process.env.PGRESTIFY_TEST_SERVER_URL;
}

/**
 * A server that somebody started for nothing but these specs, for majors that the embedded packages do not have. It
 * serves one spec after the other: `stop` drops the databases and roles that came since, and takes settings back. What
 * only a server of one's own can do (a crash, its log, its files) throws, so that such a spec fails instead of passing.
 */
export async function openGivenServer(url: string, options: TestServerOptions): Promise<TestServer> {
  const { hostname, port, username, password } = new URL(url);
  if (hostname !== '127.0.0.1') throw new Error('The given server has to be at 127.0.0.1.');
  const to = (database: string): TestDatabase => ({
    host: '127.0.0.1',
    port: Number(port),
    user: 'postgres',
    password: decodeURIComponent(password),
    database,
  });
  const major = await administer(to('postgres'), async (client) => {
    const major = await requireScratchServer(client, username);
    if (options.major !== undefined && options.major !== major) throw new Error(`The given server is of ${major}.`);
    for (const [name, value] of Object.entries(options.settings ?? {})) await alter(client, name, value);
    await client.query('SELECT pg_catalog.pg_reload_conf()');
    return major;
  });

  return {
    major,
    host: '127.0.0.1',
    user: 'postgres',
    port: Number(port),
    password: decodeURIComponent(password),
    get dataPath(): string {
      throw notGiven('files');
    },
    get pid(): number {
      throw notGiven('process');
    },
    async createDatabase(name = `test_${randomUUID().slice(0, 8)}`) {
      await administer(to('postgres'), (client) => client.query(`CREATE DATABASE ${escapeIdentifier(name)}`));
      return to(name);
    },
    stop: () => administer(to('postgres'), (client) => takeBack(client, to)),
    kill: () => Promise.reject(notGiven('crash')),
    restart: () => Promise.reject(notGiven('restart')),
    logText(): string {
      throw notGiven('log');
    },
  };
}

/** Since everything is dropped after a spec, a server with anything on it is refused. */
async function requireScratchServer(client: Client, user: string): Promise<number> {
  const { rows } = await client.query<{ major: number; others: string[] }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major,
       ARRAY(SELECT datname::text FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')
         UNION ALL SELECT rolname::text FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> 'postgres') AS others`,
  );
  const [server] = rows;
  if (server === undefined || server.others.length > 0 || user !== 'postgres') {
    throw new Error(`The given server is not a fresh one, to be used as postgres: ${server?.others.join(', ')}`);
  }
  if (server.major !== givenMajor()) throw new Error(`The given server is of PostgreSQL ${server.major}.`);
  return server.major;
}

/** A setting for the time of a spec; one that only a start takes has to be there already, or more of it. */
async function alter(client: Client, name: string, value: string): Promise<void> {
  const { rows } = await client.query<{ context: string; value: string }>(
    'SELECT context, current_setting(name) AS value FROM pg_catalog.pg_settings WHERE name = $1',
    [name],
  );
  if (rows[0]?.context !== 'postmaster') {
    await client.query(`ALTER SYSTEM SET ${escapeIdentifier(name)} = ${escapeLiteral(value)}`);
  } else if (rows[0].value !== value && !(Number(rows[0].value) >= Number(value))) {
    throw new Error(`Start the given server with ${name} = ${value}: it is ${rows[0].value}.`);
  }
}

async function takeBack(client: Client, to: (database: string) => TestDatabase): Promise<void> {
  const databases = await names(client, `SELECT datname AS name FROM pg_database WHERE datname NOT LIKE 'template_'`);
  for (const name of databases) {
    await administer(to(name), dropSubscriptionsAndSlots);
    if (name === 'postgres') continue;
    await client.query(`ALTER DATABASE ${escapeIdentifier(name)} IS_TEMPLATE false`);
    await client.query(`DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`);
  }
  const roles = await names(
    client,
    `SELECT rolname AS name FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> 'postgres'`,
  );
  for (const name of roles) {
    await client.query(`DROP OWNED BY ${escapeIdentifier(name)} CASCADE`);
    await client.query(`DROP ROLE ${escapeIdentifier(name)}`);
  }
  await client.query('ALTER SYSTEM RESET ALL');
  await client.query('ALTER ROLE postgres RESET ALL');
  await client.query('SELECT pg_catalog.pg_reload_conf()');
}

/** A database with one of these cannot be dropped. */
async function dropSubscriptionsAndSlots(client: Client): Promise<void> {
  const subscriptions = await names(
    client,
    'SELECT subname AS name FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())',
  );
  for (const name of subscriptions) {
    const subscription = escapeIdentifier(name);
    await client.query(`ALTER SUBSCRIPTION ${subscription} DISABLE`);
    await client.query(`ALTER SUBSCRIPTION ${subscription} SET (slot_name = NONE)`);
    await client.query(`DROP SUBSCRIPTION ${subscription}`);
  }
  await client.query(
    'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database() AND NOT active',
  );
  const prepared = await names(client, 'SELECT gid AS name FROM pg_prepared_xacts WHERE database = current_database()');
  for (const gid of prepared) await client.query(`ROLLBACK PREPARED ${escapeLiteral(gid)}`);
}

async function names(client: Client, sql: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(sql);
  return rows.map(({ name }) => name);
}

function notGiven(what: string): Error {
  return new Error(`A given server has no ${what} that a spec may use.`);
}

async function administer<T>(database: TestDatabase, act: (client: Client) => Promise<T>): Promise<T> {
  // Nothing that a spec left in a database is heard: functions named as those of the catalog, event triggers.
  const client = new Client({ ...database, options: '-c search_path=pg_catalog -c event_triggers=off' });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
