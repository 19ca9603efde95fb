import type { ErrorReport } from '../../errors';
import type { MigrationSet, Script } from '../../migrations/migration';

/** SQLSTATEs with which a server says that a role does not exist: of an object, and of a setting (`SET ROLE`). */
const undefinedRole: ReadonlySet<string> = new Set(['42704', '22023']);

/** The role that a script names and that the server does not have; undefined: the error is another one. Pure. */
export function missingRole({ sqlState, message }: ErrorReport): string | undefined {
  if (sqlState === undefined || !undefinedRole.has(sqlState)) return undefined;
  // A shadow speaks English, whatever the machine does.
  return /role "(.+)" does not exist/.exec(message)?.[1];
}

/**
 * Names of the roles that scripts of these projects make, under whatever condition, sorted. Any other role that a script
 * names is one that an administrator made on the real servers. Pure.
 */
export function rolesMadeBy(sets: readonly MigrationSet[]): readonly string[] {
  const names = sets
    .flatMap(listScripts)
    .flatMap(({ text }) => (text ? [...text.toString('utf8').matchAll(createRole)].map(nameIn) : []));
  return [...new Set(names)].sort();
}

/** Names that begin with `pg_` are the server's own: it has them, or is of a major without. Pure. */
export function isAdministrators(name: string, made: readonly string[]): boolean {
  return !name.startsWith('pg_') && !made.includes(name);
}

const createRole = /\bcreate\s+(?:role|group|user(?!\s+mapping\b))\s+(?:"((?:[^"]|"")+)"|([\p{L}\w$]+))/giu;

function nameIn([, quoted, plain = '']: RegExpMatchArray): string {
  return quoted?.replaceAll('""', '"') ?? plain.toLowerCase();
}

function listScripts({ before, versioned, after, testData }: MigrationSet): readonly Script[] {
  return [...[...before, ...after, ...testData].map(({ script }) => script), ...versioned.map(({ up }) => up)];
}
