import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Environment variables of pg_dump: none of the user's `PG…`, of which many would lead it to another database (PGSERVICE,
 * PGHOSTADDR, PGOPTIONS), and no secret but the password of this one. Without a password libpq looks where `pg` does.
 * English messages. Windows programs need the system's own variables.
 */
export function programEnvironment(
  password: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
  const ofPassword =
    password === undefined ? { PGPASSFILE: env.PGPASSFILE || join(homedir(), '.pgpass') } : { PGPASSWORD: password };
  const kept = Object.entries(env).filter(([name]) => process.platform === 'win32' && !/^PG/i.test(name));
  return { ...Object.fromEntries(kept), PATH: env.PATH, LC_ALL: 'C', ...ofPassword };
}
