import type { ServerDatabase } from '../../config/settings';
import { conninfo } from './conninfo';

/**
 * What a person runs to restore a dump, as a line for a shell: into a new database beside the old one, which stays as it
 * is. Without the password, which libpq asks for.
 */
export function restoreCommand(
  pgRestorePath: string,
  { host, port, user, database, ssl }: ServerDatabase,
  dumpPath: string,
): string {
  const restored = restoredName(database);
  const settings = ssl ? ['export', `PGSSLMODE=${ssl.mode};`] : [];
  const create = ['createdb', `--host=${host}`, `--port=${port}`, `--username=${user}`, '--', restored];
  const target = conninfo({ host, port, user, dbname: restored });
  const restore = [pgRestorePath, '--exit-on-error', `--dbname=${target}`, dumpPath];
  return [...settings, ...create.map(shellWord), '&&', ...restore.map(shellWord)].join(' ');
}

/** The name of the new database: within PostgreSQL's 63 bytes, so that the server does not cut it back to the old one. */
export function restoredName(database: string): string {
  const kept = Buffer.from(database)
    .subarray(0, 54)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return `${kept}_restored`;
}

/** A word as POSIX shells read it. */
export function shellWord(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
