import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestDatabase } from '../servers/test-server';

/** What Supabase's generator makes of a database. */
export interface TypegenResult {
  readonly text: string;
  /** Of each round, the first without a plan or a page in memory. */
  readonly durationsMs: readonly number[];
}

/** Runs `@supabase/postgrest-typegen` on a database, as `supabase gen types` does. */
export async function runTypegen(
  { host, port, user, password, database }: TestDatabase,
  schemas: readonly string[],
  rounds = 1,
): Promise<TypegenResult> {
  const url = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
  const args = ['--no-warnings', join(__dirname, 'typegen.mjs'), url, schemas.join(','), String(rounds)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as TypegenResult;
}
