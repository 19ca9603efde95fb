import { join } from 'node:path';

import type { SqlFiles } from '../ports';
import { describeIgnored, folderMissing } from './ignored-entries';
import type { FileProblem, MigrationSet } from './migration';
import { compareRepeatableIds, readRepeatables, repeatableFolders } from './read-repeatables';
import { workspaceRelativePath } from './read-script';
import { readVersioned } from './read-versioned';

/** Where the scripts of a project are. All paths are absolute. */
export interface SetPaths {
  readonly workspacePath: string;
  /** Folder with `functions`, `schemas`, `repeatable` and `test-data`. */
  readonly sqlPath: string;
  /** Folder of the versioned migrations; mostly below `sqlPath`. */
  readonly migrationsPath: string;
}

/** Folders below `sql/` that other commands read. */
const otherFolders = ['benchmarks'];

/**
 * All scripts of a project in the order of a fresh run, and everything that is wrong with its files. Reads each file up
 * to 8 MB once, and no down.sql or verify.sql before it is asked for. Throws FILE_UNREADABLE.
 */
export function readMigrationSet(files: SqlFiles, paths: SetPaths): MigrationSet {
  const readings = repeatableFolders.map((folder) => readRepeatables(files, paths, folder));
  const scripts = readings.flatMap((reading) => reading.scripts);
  const { migrations, problems } = readVersioned(files, paths);
  return {
    before: scripts.filter(({ phase }) => phase === 'before'),
    versioned: migrations,
    after: scripts.filter(({ phase }) => phase === 'after').sort((a, b) => compareRepeatableIds(a.id, b.id)),
    testData: scripts.filter(({ phase }) => phase === 'test-data'),
    problems: [...findStrayEntries(files, paths), ...readings.flatMap((reading) => reading.problems), ...problems],
  };
}

/** What stands directly in `sql/` and is not read. */
function findStrayEntries(files: SqlFiles, paths: SetPaths): readonly FileProblem[] {
  const relativePath = (path: string) => workspaceRelativePath(paths.workspacePath, path);
  const entries = files.list(paths.sqlPath);
  if (!entries) return [folderMissing(relativePath(paths.sqlPath))];
  const known = new Set<string>([...repeatableFolders.map(({ name }) => name), ...otherFolders]);
  const migrationsPath = `${relativePath(paths.migrationsPath)}/`;
  return entries.flatMap((entry) => {
    const path = relativePath(join(paths.sqlPath, entry.name));
    // The folder of the migrations may lie deeper: what leads there is no stray.
    if (entry.kind === 'folder' && (known.has(entry.name) || migrationsPath.startsWith(`${path}/`))) return [];
    const expected = `expected is a folder: ${repeatableFolders.map(({ name }) => name).join(', ')} or migrations`;
    return describeIgnored(entry, path, expected) ?? [];
  });
}
