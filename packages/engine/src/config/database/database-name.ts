import { createHash } from 'node:crypto';

/** Bytes of a name of PostgreSQL (NAMEDATALEN - 1). */
const maxNameBytes = 63;

/**
 * The name of a project's database on its embedded server: `@shop/auth-db` → `auth-db`. Projects of one name in two
 * scopes share none, since each has a server of its own. A name that is cut, or that is the server's own, has a hash.
 */
export function databaseNameOf(project: string): string {
  const name = project.slice(project.lastIndexOf('/') + 1);
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 8);
  if (name === '' || /^template[01]$/.test(name)) return `project_${hash}`;
  if (Buffer.byteLength(name) <= maxNameBytes) return name;
  const kept = Buffer.from(name).subarray(0, maxNameBytes - hash.length - 1);
  // A character that is cut in its middle goes whole.
  return `${new TextDecoder().decode(kept).replace(/\ufffd+$/, '')}_${hash}`;
}
