import type { Client } from 'pg';
import { EngineError } from '../../errors';
import { createClient } from '../../postgres/connection/driver-client';
import type { EmbeddedConnection } from './sharing/use-cluster';

/**
 * Runs a function with a connection to the database `postgres` of an embedded server.
 * Throws EMBEDDED_START_FAILED when the server refuses the stored password.
 */
export async function withAdminClient<T>(
  connection: EmbeddedConnection,
  run: (client: Client) => Promise<T>,
): Promise<T> {
  // PGSSLMODE of the user's is meant for another server: this one has no TLS.
  const config = { ...connection, database: 'postgres', application_name: 'pgrestify', ssl: false };
  const client = createClient(config, 'ignored');
  try {
    await client.connect();
  } catch (error) {
    const [invalidPassword, code] = ['28P01', readSqlState(error)];
    if (code !== invalidPassword) throw error;
    throw new EngineError('EMBEDDED_START_FAILED', 'The embedded server refuses the password stored beside it.', {
      hint: 'Write the password that the role postgres was given into the file `password` beside the data folder.',
      cause: error,
    });
  }
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** The SQLSTATE of a server's error; undefined for any other. */
export function readSqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
