import { Pool } from 'pg';
import type { TestServer } from '../servers/test-server';

/** Connections to a server's own database that stay open, since opening one costs more than most questions. */
export interface Administrator {
  /** The rows of a statement. */
  rows<T extends object>(sql: string): Promise<readonly T[]>;
  close(): Promise<void>;
}

export function openAdministrator({ host, port, user, password }: TestServer): Administrator {
  const pool = new Pool({ host, port, user, password, database: 'postgres', max: 12, idleTimeoutMillis: 0 });
  pool.on('error', () => {}); // the server crashed, as a case asked it to: the pool connects anew
  return {
    rows: async <T extends object>(sql: string) => (await pool.query<T>(sql)).rows,
    close: () => pool.end(),
  };
}
