import { Client, escapeIdentifier } from 'pg';
import type { CatalogRow } from '../../src/ports';
import { readSnapshot } from '../schemas/read-snapshot';
import { readBaseSchema, subscriptionSql } from '../schemas/schema-changes';
import type { TestDatabase, TestServer } from '../servers/test-server-types';
import { type DumpProgram, dumpSchema } from './dump-schema';

/** What both see of a database. */
export interface Seen {
  readonly dump: string;
  readonly schema: readonly CatalogRow[];
}

/** One name for all: a dump has it in quotes and comments. A copy has all of its template but the subscription. */
const changedName = 'compared_change';

/** Makes the database that changes are made in copies of. */
export async function makeComparedBase(server: TestServer): Promise<void> {
  await withClient(await server.createDatabase('compared_base'), (client) =>
    client.query(`CREATE ROLE drift_r; CREATE ROLE drift_super SUPERUSER; ${readBaseSchema()}`),
  );
}

/** What pg_dump and the snapshot see of the base after that SQL. */
export async function seeChanged(server: TestServer, program: DumpProgram, sql: string): Promise<Seen> {
  const database: TestDatabase = { ...(await administered(server)), database: changedName };
  try {
    const schema = await withClient(database, async (client) => {
      await client.query(`${subscriptionSql} BEGIN; ${sql}; COMMIT`);
      return readSnapshot(client);
    });
    return { dump: await dumpSchema(program, database), schema };
  } finally {
    await withClient(database, dropSubscriptions);
    await withClient({ ...database, database: 'postgres' }, async (client) => {
      await client.query(`ALTER DATABASE ${changedName} IS_TEMPLATE false`);
      await client.query(`DROP DATABASE ${changedName}`);
    });
  }
}

async function administered({ host, port, user, password }: TestServer): Promise<TestDatabase> {
  const database: TestDatabase = { host, port, user, password, database: 'postgres' };
  await withClient(database, (client) => client.query(`CREATE DATABASE ${changedName} TEMPLATE compared_base`));
  return database;
}

async function dropSubscriptions(client: Client): Promise<void> {
  const { rows } = await client.query<{ subname: string }>(
    'SELECT subname FROM pg_subscription AS s JOIN pg_database AS d ON d.oid = s.subdbid WHERE d.datname = current_database()',
  );
  for (const { subname } of rows) {
    await client.query(`ALTER SUBSCRIPTION ${escapeIdentifier(subname)} SET (slot_name = NONE)`);
    await client.query(`DROP SUBSCRIPTION ${escapeIdentifier(subname)}`);
  }
}

async function withClient<T>(database: TestDatabase, run: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(database);
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
