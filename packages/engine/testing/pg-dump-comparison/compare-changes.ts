import { Client, escapeIdentifier } from 'pg';
import type { CatalogRow } from '../../src/ports';
import { diffSchemas } from '../../src/schema';
import { changesOfForm } from '../schemas/object-kinds';
import { readSnapshot } from '../schemas/read-snapshot';
import {
  isWithin,
  readBaseSchema,
  readToldChanges,
  type SchemaChange,
  subscriptionSql,
} from '../schemas/schema-changes';
import type { TestDatabase, TestServer } from '../servers/test-server-types';
import { type DumpProgram, dumpSchema } from './dump-schema';

/** How the snapshot did beside pg_dump. */
export interface Comparison {
  readonly compared: number;
  /** How many of them pg_dump sees. */
  readonly seen: number;
  /** Changes that pg_dump sees and the snapshot does not. */
  readonly missed: readonly string[];
  /** Changes that the server refused, and why. */
  readonly failed: readonly string[];
}

/** What both see of a database. */
interface Seen {
  readonly dump: string;
  readonly schema: readonly CatalogRow[];
}

/** Makes each change in a database of its own, and compares what pg_dump and the snapshot see of it. */
export async function compareChanges(server: TestServer, program: DumpProgram, wanted: string): Promise<Comparison> {
  await withClient(await server.createDatabase('compared_base'), (client) =>
    client.query(`CREATE ROLE drift_r; CREATE ROLE drift_super SUPERUSER; ${readBaseSchema()}`),
  );
  const changes = allChanges().filter(({ majors, name }) => isWithin(majors, server.major) && name.includes(wanted));
  const before = await seeChanged(server, program, 'SELECT');
  let seen = 0;
  const missed: string[] = [];
  const failed: string[] = [];
  for (const { name, sql } of changes) {
    try {
      const after = await seeChanged(server, program, sql);
      if (after.dump === before.dump) continue;
      seen += 1;
      if (diffSchemas(before.schema, after.schema).length === 0) missed.push(`missed: ${name}`);
    } catch (error) {
      failed.push(`not made: ${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { compared: changes.length, seen, missed, failed };
}

/** But those that the snapshot leaves out on purpose. */
function allChanges(): readonly SchemaChange[] {
  const forms = (['comment', 'owner', 'name', 'schema', 'extension', 'grant'] as const).flatMap(changesOfForm);
  return [...readToldChanges().filter(({ reported }) => reported.length > 0), ...forms];
}

/** One name for all: a dump has it in quotes and comments. A copy has all of its template but the subscription. */
const changedName = 'compared_change';

async function seeChanged(server: TestServer, program: DumpProgram, sql: string): Promise<Seen> {
  const database: TestDatabase = { ...(await administered(server)), database: changedName };
  try {
    const schema = await withClient(database, async (client) => {
      await client.query(`${subscriptionSql} BEGIN; ${sql}; COMMIT`);
      return readSnapshot(client);
    });
    return { dump: await dumpSchema(program, database), schema };
  } finally {
    await withClient(database, dropSubscriptions);
    await withClient({ ...database, database: 'postgres' }, (client) =>
      client.query(`ALTER DATABASE ${changedName} IS_TEMPLATE false`),
    );
    await withClient({ ...database, database: 'postgres' }, (client) => client.query(`DROP DATABASE ${changedName}`));
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
