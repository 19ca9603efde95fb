import { splitStatements } from '@pgrestify/engine/testing';
import type { Client } from 'pg';

/**
 * Runs a script as the engine does: in one message and one transaction, or statement by statement when it says so or
 * holds what cannot be in a transaction.
 */
export async function runScript(client: Client, text: string): Promise<void> {
  if (!outsideTransaction.test(text)) {
    await client.query(`BEGIN;\n${text}\n;COMMIT`).catch(async (error: unknown) => {
      await client.query('ROLLBACK');
      throw error;
    });
    return;
  }
  const bytes = Buffer.from(text);
  for (const { start, end } of splitStatements(bytes).statements) {
    await client.query(bytes.toString('utf8', start, end));
  }
}

const outsideTransaction = /^-- pgrestify: transaction off$|^(?:CREATE|DROP)(?: UNIQUE)? INDEX CONCURRENTLY /m;

/** Runs scripts that can be repeated, in order; bodies of functions are not checked, as on a fresh database. */
export async function runRepeatables(client: Client, texts: readonly string[]): Promise<void> {
  for (const text of texts) await runScript(client, `SET LOCAL check_function_bodies = off;\n${text}`);
}
