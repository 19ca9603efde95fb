import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ServerDatabase } from '../../config/settings';

/** What the file of passwords says of a connection. */
export type FiledPassword =
  | { readonly kind: 'found'; readonly password: string }
  | { readonly kind: 'none' }
  /** There is one, and it is left alone: others than its owner may read it. */
  | { readonly kind: 'unsafe'; readonly path: string };

/**
 * The password that PGPASSFILE, or else `~/.pgpass`, has for a connection; read as libpq does (PostgreSQL 18 docs, the
 * password file). `pg` reads it as well, but leaves out short lines, and gives it up with its next major.
 */
export function readPasswordFile(
  connection: Pick<ServerDatabase, 'host' | 'port' | 'database' | 'user'>,
  env: Readonly<Record<string, string | undefined>>,
): FiledPassword {
  const path = env.PGPASSFILE || join(env.HOME || homedir(), '.pgpass');
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) return { kind: 'none' };
  if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) return { kind: 'unsafe', path };
  const password = findPassword(readFileSync(path, 'utf8'), connection);
  return password === undefined ? { kind: 'none' } : { kind: 'found', password };
}

/** The password of the first line that matches; undefined when none does. Pure. */
export function findPassword(
  text: string,
  { host, port, database, user }: Pick<ServerDatabase, 'host' | 'port' | 'database' | 'user'>,
): string | undefined {
  // A folder of sockets that is the usual one stands as localhost.
  const wanted = [usualSocketFolders.has(host) ? 'localhost' : host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = splitFields(line);
    const password = fields[wanted.length];
    if (password === undefined || password === '') continue;
    if (wanted.every((value, at) => fields[at] === '*' || unescaped(fields[at] ?? '') === value)) {
      return unescaped(password);
    }
  }
  return undefined;
}

const usualSocketFolders: ReadonlySet<string> = new Set(['/tmp', '/run/postgresql', '/var/run/postgresql']);

/** At colons that no backslash precedes. */
function splitFields(line: string): readonly string[] {
  return line.match(/(?<=^|:)(?:\\.|[^:\\]|\\$)*(?=:|$)/g) ?? [];
}

function unescaped(field: string): string {
  return field.replace(/\\(.)/g, '$1');
}
