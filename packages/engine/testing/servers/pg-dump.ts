import { execFileSync } from 'node:child_process';
import { type FoundPgDump, findPgDump } from '../../src/adapters/pg-dump/find-pg-dump';

/** The newest server that the specs of backups dump. */
const neededMajor = 15;

/** This machine's pg_dump for a server of that major. Throws BACKUP_PROGRAM_MISSING. */
export function hostPgDump(serverMajor = neededMajor): Promise<FoundPgDump> {
  return findPgDump({ serverMajor, pgDumpPath: undefined, searchPath: process.env.PATH ?? '' });
}

/**
 * The `describe` of specs that need PostgreSQL's client programs. On a machine without them they are skipped, and that is
 * said; CI sets PGRESTIFY_REQUIRE_PG_DUMP, so that there they fail instead.
 */
export function needingPgDump<Describe>(describe: Describe & { readonly skip: Describe }): Describe {
  if (isInstalled() || process.env.PGRESTIFY_REQUIRE_PG_DUMP) return describe;
  process.stderr.write(
    `pg_dump ${neededMajor} is not installed (apt-get install postgresql-client): its specs are SKIPPED.\n`,
  );
  return describe.skip;
}

/** A `describe` cannot wait, so the program itself is asked. */
function isInstalled(): boolean {
  try {
    const version = execFileSync('pg_dump', ['--version'], { encoding: 'utf8' });
    return Number(/\(PostgreSQL\) (\d+)/.exec(version)?.[1]) >= neededMajor;
  } catch {
    return false;
  }
}
