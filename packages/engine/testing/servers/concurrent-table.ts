import type { Client } from 'pg';

/** The engine's processes that wait for a lock. */
export const workersSql =
  "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%' AND wait_event_type = 'Lock'";

/** Reads a table in a transaction that stays open: what works CONCURRENTLY waits for its end. */
export async function openOldTransaction(application: Client, table = 't'): Promise<void> {
  await application.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await application.query(`SELECT * FROM ${table}`);
}

export async function isWorkerWaiting(client: Client): Promise<boolean> {
  return (await valuesOf(client, workersSql)).length > 0;
}

/** Indexes of the user's tables, each with whether it is valid. */
export function indexesOf(client: Client): Promise<readonly unknown[]> {
  return valuesOf(
    client,
    `SELECT relname || CASE WHEN indisvalid THEN ' valid' ELSE ' invalid' END FROM pg_index
    JOIN pg_class c ON c.oid = indexrelid JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname NOT IN ('pg_catalog', 'pg_toast', 'pgrestify') ORDER BY 1`,
  );
}

/** The first column of a query's rows. */
export async function valuesOf(client: Client, sql: string): Promise<readonly unknown[]> {
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  return rows.map(([value]) => value);
}
