import type { Client, QueryResult } from 'pg';
import type { CatalogRow } from '../../src/ports';
import { parseSnapshot } from '../../src/schema/parse-snapshot';
import { type EngineSchema, snapshotSql } from '../../src/schema/snapshot-query';

/** The catalog of the client's database, as its open transaction sees it. Two messages: one asks for the server's version. */
export async function readSnapshot(client: Client, engineSchema?: EngineSchema): Promise<readonly CatalogRow[]> {
  const version = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const sql = snapshotSql(Number(version.rows[0]?.server_version_num), engineSchema);
  // pg's types know of one result; a message of several statements gives a list
  const results: QueryResult | readonly QueryResult[] = await client.query(sql);
  return parseSnapshot((Array.isArray(results) ? results.at(-1) : results)?.rows ?? []);
}
