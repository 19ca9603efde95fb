import { join } from 'node:path';

import type { FolderEntry, SqlFiles } from '../../ports';
import { collectForeign } from '../layouts/collect-foreign';
import { describeForeign } from '../layouts/foreign-problems';
import type { FileProblem, MigrationSet } from '../migration';
import { workspaceRelativePath } from '../script/read-script';
import type { ScriptFiles } from '../script/remember-scripts';
import { describeIgnored, folderMissing, isSqlName } from './ignored-entries';
import { compareRepeatableIds, readRepeatables, repeatableFolders } from './read-repeatables';
import { type AppliedChecksums, readVersioned } from './read-versioned';

/** Where the scripts of a project are. All paths are absolute. */
export interface SetPaths {
  readonly workspacePath: string;
  /** Folder with `functions`, `schemas`, `repeatable` and `test-data`. */
  readonly sqlPath: string;
  /** Folder of the versioned migrations; mostly below `sqlPath`. */
  readonly migrationsPath: string;
}

/** Folders below `sql/` that other commands read. */
const otherFolders = ['benchmarks', 'hooks'];

/**
 * All scripts of a project in the order of a fresh run, and everything that is wrong with its files. Reads each file up
 * to 8 MB once, and no down.sql or verify.sql before it is asked for. With `applied`, what is wrong beside a script that
 * was applied and not edited since is left out. Throws FILE_UNREADABLE.
 */
export function readMigrationSet(
  source: ScriptFiles,
  paths: SetPaths,
  applied: AppliedChecksums = new Map(),
): MigrationSet {
  const files = rememberListings(source);
  const readings = repeatableFolders.map((folder) => readRepeatables(files, paths, folder));
  const scripts = readings.flatMap((reading) => reading.scripts);
  const { migrations, problems } = readVersioned(files, paths, applied);
  return {
    before: scripts.filter(({ phase }) => phase === 'before'),
    versioned: migrations,
    after: scripts.filter(({ phase }) => phase === 'after').sort((a, b) => compareRepeatableIds(a.id, b.id)),
    testData: scripts.filter(({ phase }) => phase === 'test-data'),
    problems: [...findStrayEntries(files, paths), ...readings.flatMap((reading) => reading.problems), ...problems],
  };
}

/** Each folder is looked at for what it is and then for its scripts: a set of thousands is listed once. */
function rememberListings(files: ScriptFiles): ScriptFiles {
  const known = new Map<string, ReturnType<SqlFiles['list']>>();
  return {
    ...files,
    list: (folderPath) => {
      const entries = known.has(folderPath) ? known.get(folderPath) : files.list(folderPath);
      known.set(folderPath, entries);
      return entries;
    },
  };
}

/** What stands directly in `sql/` and is not read. */
function findStrayEntries(files: SqlFiles, paths: SetPaths): readonly FileProblem[] {
  const relativePath = (path: string) => workspaceRelativePath(paths.workspacePath, path);
  const entries = files.list(paths.sqlPath);
  if (!entries) return [folderMissing(relativePath(paths.sqlPath))];
  const known = new Set<string>([...repeatableFolders.map(({ name }) => name), ...otherFolders]);
  const migrationsPath = `${relativePath(paths.migrationsPath)}/`;
  const strays = entries.filter(({ name, kind }) => {
    // The folder of the migrations may lie deeper: what leads there is no stray.
    const leadsThere = migrationsPath.startsWith(`${relativePath(join(paths.sqlPath, name))}/`);
    return kind !== 'folder' || !(known.has(name) || leadsThere);
  });
  const foreign = collectForeign(files, {
    folderPath: paths.sqlPath,
    prefix: '',
    entries: strays.filter(isLikeMigrations),
  });
  const expected = `expected is a folder: ${repeatableFolders.map(({ name }) => name).join(', ')} or migrations`;
  return [
    ...describeForeign(foreign, relativePath(paths.sqlPath)),
    ...strays
      .filter(({ name }) => !foreign.claimed.has(name))
      .flatMap((entry) => {
        const path = relativePath(join(paths.sqlPath, entry.name));
        return describeIgnored(entry, path, { expected, severity: 'warning' }) ?? [];
      }),
  ];
}

/** Beside the folders that are read, other things may stand; what has a version or such a name is meant to run. */
function isLikeMigrations({ name, kind }: FolderEntry): boolean {
  if (kind === 'folder') return /migrat|^(?:deploy|revert|verify)$/i.test(name);
  return name === 'sqitch.plan' || (isSqlName(name) && /^[VURB]?\d|^R__|\.(?:up|down)\.sql$/i.test(name));
}
