import type { TestDatabase } from '@pgrestify/engine/testing';
import { Client } from 'pg';

/** Rows of a query in a connection of its own. */
export async function query(database: TestDatabase, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(database);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Names of all tables outside the system's schemas and ours, sorted, as `schema.table`. */
export async function tableNames(database: TestDatabase): Promise<readonly unknown[]> {
  const rows = await query(
    database,
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pgrestify') ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/** The database as a URL. */
export function urlOf({ user, password, host, port, database }: TestDatabase): string {
  return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

/** Everything that a run could have changed, as text: the catalog with its oids, and the history where there is one. */
export async function fingerprint(database: TestDatabase): Promise<string> {
  const catalog = await query(
    database,
    `SELECT 'class' AS kind, oid, relname AS name, relfilenode::text AS detail FROM pg_class
     UNION ALL SELECT 'namespace', oid, nspname, nspacl::text FROM pg_namespace
     UNION ALL SELECT 'function', oid, proname, md5(prosrc) FROM pg_proc
     UNION ALL SELECT 'role', oid, rolname, '' FROM pg_authid
     ORDER BY 1, 2`,
  );
  const [history] = await query(database, "SELECT to_regclass('pgrestify.migrations') IS NOT NULL AS exists");
  const rows = history?.exists
    ? await query(
        database,
        'SELECT m::text AS row FROM pgrestify.migrations m UNION ALL SELECT e::text FROM pgrestify.migration_events e ORDER BY 1',
      )
    : [];
  return JSON.stringify([catalog, rows]);
}
