import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EngineError } from '../../errors';

/** An installed pg_dump, with pg_restore beside it. */
export interface FoundPgDump {
  readonly pgDumpPath: string;
  readonly pgRestorePath: string;
  /** `15.18`. */
  readonly version: string;
  readonly major: number;
}

export interface FindPgDumpOptions {
  readonly serverMajor: number;
  /** The one that the user names; no other is then looked for. */
  readonly pgDumpPath: string | undefined;
  /** The variable PATH. */
  readonly searchPath: string;
  /** Folders that hold programs; those of the distributions unless set. */
  readonly folders?: readonly string[];
}

/**
 * The pg_dump for a server: PostgreSQL's refuses to dump a newer server. Of several the nearest major is taken, since what
 * a newer one writes an older server's pg_restore cannot read, and its settings an older server does not know.
 * Throws BACKUP_PROGRAM_MISSING.
 */
export async function findPgDump(options: FindPgDumpOptions): Promise<FoundPgDump> {
  const { serverMajor, pgDumpPath } = options;
  const paths = pgDumpPath === undefined ? listCandidates(options) : [pgDumpPath];
  const probed = await Promise.all(paths.map(probe));
  const found = probed.filter((each) => each !== undefined);
  const fitting = found.filter(({ major }) => major >= serverMajor);
  // Stable: of one major the first of PATH comes first.
  const [nearest] = fitting.sort((one, other) => one.major - other.major);
  if (nearest) return nearest;
  throw new EngineError('BACKUP_PROGRAM_MISSING', describeMissing(options, found), {
    hint: `Install postgresql-client-${serverMajor} (packages of apt.postgresql.org, or of your system), or set migrations.backup.pgDump or PGRESTIFY_PG_DUMP to the path of a pg_dump ${serverMajor}.`,
  });
}

function describeMissing({ serverMajor, pgDumpPath }: FindPgDumpOptions, found: readonly FoundPgDump[]): string {
  const need = `The server is PostgreSQL ${serverMajor}, and a backup needs a pg_dump of that major or a newer one, with pg_restore beside it`;
  if (found.length > 0) {
    return `${need}; found ${found.map((each) => `${each.pgDumpPath} ${each.version}`).join(', ')}.`;
  }
  return pgDumpPath === undefined ? `${need}; found none.` : `${need}; ${pgDumpPath} is none.`;
}

/** In PATH, then in the folders of the distributions, each once. */
function listCandidates({ searchPath, folders = distributionFolders() }: FindPgDumpOptions): readonly string[] {
  const places = [...searchPath.split(delimiter).filter((folder) => folder !== ''), ...folders];
  const paths = places.map((folder) => join(folder, programName)).flatMap((path) => realPath(path) ?? []);
  // Debian's wrapper chooses among the versioned folders by settings of its own.
  return [...new Set(paths)].filter((path) => basename(path) !== 'pg_wrapper');
}

const programName = process.platform === 'win32' ? 'pg_dump.exe' : 'pg_dump';
const restoreName = process.platform === 'win32' ? 'pg_restore.exe' : 'pg_restore';

function realPath(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return realpathSync(path);
  } catch {
    return undefined; // not there, or not for us
  }
}

/** Where several majors are installed side by side: Debian and Ubuntu, PostgreSQL's RPMs, Homebrew. */
function distributionFolders(): readonly string[] {
  return [
    ['/usr/lib/postgresql', /^\d+$/],
    ['/usr', /^pgsql-\d+$/],
    ['/opt/homebrew/opt', /^(libpq|postgresql@\d+)$/],
    ['/usr/local/opt', /^(libpq|postgresql@\d+)$/],
  ].flatMap(([parent, pattern]) => foldersIn(String(parent), new RegExp(pattern ?? '')));
}

function foldersIn(parent: string, pattern: RegExp): readonly string[] {
  try {
    return readdirSync(parent)
      .filter((name) => pattern.test(name))
      .map((name) => join(parent, name, 'bin'));
  } catch {
    return []; // not that distribution
  }
}

const run = promisify(execFile);

async function probe(pgDumpPath: string): Promise<FoundPgDump | undefined> {
  const pgRestorePath = join(dirname(pgDumpPath), restoreName);
  try {
    accessSync(pgRestorePath, constants.X_OK);
    const { stdout } = await run(pgDumpPath, ['--version'], {
      timeout: 10_000,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
    const version = /\(PostgreSQL\) ((\d+)[\w.]*)/.exec(stdout);
    return version?.[1] ? { pgDumpPath, pgRestorePath, version: version[1], major: Number(version[2]) } : undefined;
  } catch {
    return undefined; // no program, or one that does not run: not a candidate
  }
}
