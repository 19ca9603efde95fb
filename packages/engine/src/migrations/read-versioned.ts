import { join } from 'node:path';

import type { FolderEntry, SqlFiles } from '../ports';
import { toEngineError } from './describe-file-problem';
import type { ScriptRole } from './directives';
import { findDuplicateIds, type NamedPath, whyIdIsInvalid } from './id-problems';
import { describeIgnored, folderMissing } from './ignored-entries';
import type { FileProblem, Script, VersionedMigration } from './migration';
import { readScript, type ScriptReading, workspaceRelativePath } from './read-script';
import { compareMigrations, parseVersion } from './version';
import { findSameContent, findVersionProblems } from './version-problems';

/** Migrations in the order of a fresh run, and what is wrong with their folder. */
export interface VersionedReading {
  readonly migrations: readonly VersionedMigration[];
  readonly problems: readonly FileProblem[];
}

/** Reads the folder of versioned migrations: each up.sql once, down.sql and verify.sql when they are asked for. */
export function readVersioned(
  files: SqlFiles,
  paths: { readonly workspacePath: string; readonly migrationsPath: string },
): VersionedReading {
  const rootPath = workspaceRelativePath(paths.workspacePath, paths.migrationsPath);
  const entries = files.list(paths.migrationsPath);
  if (!entries) return { migrations: [], problems: [folderMissing(rootPath)] };
  const migrations: VersionedMigration[] = [];
  const problems: FileProblem[] = [];
  const names: NamedPath[] = [];
  const emptyIds = new Set<string>();
  for (const entry of entries) {
    const folderPath = join(paths.migrationsPath, entry.name);
    const path = `${rootPath}/${entry.name}`;
    if (entry.kind !== 'folder' || entry.name.startsWith('.')) {
      const ignored = describeIgnored(entry, path, `expected is ${path.replace(/\.sql$/i, '')}/up.sql`);
      if (ignored) problems.push(ignored);
      continue;
    }
    // One key of history for a name that macOS and Linux write in different Unicode forms.
    const id = entry.name.normalize('NFC');
    names.push({ id, path });
    const reading = readMigration(files, { workspacePath: paths.workspacePath, folderPath, path, id });
    problems.push(...reading.problems);
    if (reading.migration) migrations.push(reading.migration);
    if (reading.isEmpty) emptyIds.add(id);
  }
  migrations.sort(compareMigrations);
  return {
    migrations,
    problems: [
      ...problems,
      ...findDuplicateIds(names),
      ...findVersionProblems(migrations, rootPath),
      ...findSameContent(migrations.filter(({ id }) => !emptyIds.has(id))),
    ],
  };
}

/** A migration's folder. `folderPath` is absolute, `path` relative to the workspace. */
interface MigrationFolder {
  readonly workspacePath: string;
  readonly folderPath: string;
  readonly path: string;
  readonly id: string;
}

interface MigrationReading {
  readonly migration?: VersionedMigration;
  readonly problems: readonly FileProblem[];
  readonly isEmpty: boolean;
}

function readMigration(files: SqlFiles, folder: MigrationFolder): MigrationReading {
  const { id, path } = folder;
  const why = whyIdIsInvalid(id);
  if (why) {
    const message = `The name ${JSON.stringify(id)} ${why}. Rename the folder.`;
    return { problems: [{ severity: 'error', code: 'ID_INVALID', message, path, ids: [id] }], isEmpty: false };
  }
  const { found, problems } = findScripts(files.list(folder.folderPath) ?? [], folder);
  const source = (role: ScriptRole, name: string) => ({
    workspacePath: folder.workspacePath,
    filePath: join(folder.folderPath, name),
    role,
    id,
  });
  const up = found.up === undefined ? undefined : readScript(files, source('up', found.up));
  if (!up) {
    const isTold = problems.some(({ severity }) => severity === 'error');
    return { problems: isTold ? problems : [...problems, upMissing(folder)], isEmpty: false };
  }
  const lazy = (role: 'down' | 'verify') => {
    const name = found[role];
    return name === undefined ? () => undefined : readOnce(() => readScript(files, source(role, name)));
  };
  return {
    migration: {
      kind: 'versioned',
      id,
      version: parseVersion(id),
      path,
      up: up.script,
      down: lazy('down'),
      verify: lazy('verify'),
    },
    problems: [...problems, ...up.problems, ...(up.isEmpty ? [upEmpty(id, up.script.path)] : [])],
    isEmpty: up.isEmpty,
  };
}

/** Reads a script at its first use and remembers it. Throws FILE_ENCODING, DIRECTIVE_INVALID. */
function readOnce(readAll: () => ScriptReading | undefined): () => Script | undefined {
  let read: { readonly script: Script | undefined } | undefined;
  return () => {
    if (!read) {
      const reading = readAll();
      const error = reading?.problems.find(({ severity }) => severity === 'error');
      if (error) throw toEngineError(error);
      read = { script: reading?.script };
    }
    return read.script;
  };
}

const roles = ['up', 'down', 'verify'] as const;

/** Names of the scripts in a migration's folder as they stand on disk, and what is wrong with the other entries. */
function findScripts(entries: readonly FolderEntry[], folder: MigrationFolder) {
  const found: Partial<Record<(typeof roles)[number], string>> = {};
  const problems: FileProblem[] = [];
  const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  for (const role of roles) {
    const candidates = names.filter((name) => name.toLowerCase() === `${role}.sql`);
    const name = candidates.find((candidate) => candidate === `${role}.sql`) ?? candidates[0];
    if (name === undefined) continue;
    found[role] = name;
    if (candidates.length > 1) problems.push(...findDuplicateIds(candidates.map((id) => inFolder(folder, id))));
    else if (name !== `${role}.sql`) problems.push(nameCase(folder, name));
  }
  const isScript = ({ kind, name }: FolderEntry) =>
    kind === 'file' && roles.some((role) => name.toLowerCase() === `${role}.sql`);
  for (const entry of entries.filter((each) => !isScript(each))) {
    const ignored = describeIgnored(
      entry,
      `${folder.path}/${entry.name}`,
      'a migration has up.sql, down.sql and verify.sql',
    );
    if (ignored) problems.push({ ...ignored, ids: [folder.id] });
  }
  return { found, problems };
}

function inFolder(folder: MigrationFolder, name: string): NamedPath {
  return { id: name, path: `${folder.path}/${name}` };
}

function nameCase({ id, path }: MigrationFolder, name: string): FileProblem {
  const message = `It is taken for ${name.toLowerCase()}. Rename it: elsewhere case makes another name of it.`;
  return { severity: 'warning', code: 'NAME_CASE', message, path: `${path}/${name}`, ids: [id] };
}

function upMissing({ id, path }: MigrationFolder): FileProblem {
  const message = 'The folder has no up.sql. Add it, or delete the folder.';
  return { severity: 'error', code: 'UP_MISSING', message, path, ids: [id] };
}

function upEmpty(id: string, path: string): FileProblem {
  const message = 'It has nothing but comments, so it is recorded as applied and changes nothing.';
  return { severity: 'warning', code: 'UP_EMPTY', message, path, ids: [id] };
}
