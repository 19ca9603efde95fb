import { join } from 'node:path';

import type { FolderEntry, SqlFiles } from '../../ports';
import { toEngineError } from '../describe-file-problem';
import { collectForeign } from '../layouts/collect-foreign';
import { checkDieselMetadata, dieselMetadataName } from '../layouts/diesel-metadata';
import { describeFlywayFolder } from '../layouts/foreign-folder';
import { describeForeign } from '../layouts/foreign-problems';
import type { FileProblem, Script, VersionedMigration } from '../migration';
import type { ScriptRole } from '../script/directives';
import { type ScriptReading, workspaceRelativePath } from '../script/read-script';
import type { ScriptFiles } from '../script/remember-scripts';
import { compareMigrations, parseVersion } from '../version';
import { findScripts, type MigrationFolder } from './find-scripts';
import { findDuplicateIds, type NamedPath, whyIdIsInvalid } from './id-problems';
import { describeIgnored, folderMissing } from './ignored-entries';
import { findSameContent, findVersionProblems } from './version-problems';

/** Migrations in the order of a fresh run, and what is wrong with their folder. */
export interface VersionedReading {
  readonly migrations: readonly VersionedMigration[];
  readonly problems: readonly FileProblem[];
}

/** Reads the folder of versioned migrations: each up.sql once, down.sql and verify.sql when they are asked for. */
export function readVersioned(
  files: ScriptFiles,
  paths: { readonly workspacePath: string; readonly migrationsPath: string },
): VersionedReading {
  const rootPath = workspaceRelativePath(paths.workspacePath, paths.migrationsPath);
  const entries = files.list(paths.migrationsPath);
  if (!entries) return { migrations: [], problems: [folderMissing(rootPath)] };
  const migrations: VersionedMigration[] = [];
  const problems: FileProblem[] = [];
  const names: NamedPath[] = [];
  const emptyIds = new Set<string>();
  const foreign = collectForeign(files, { folderPath: paths.migrationsPath, prefix: '', entries });
  problems.push(...describeForeign(foreign, rootPath));
  for (const entry of entries) {
    if (foreign.claimed.has(entry.name)) continue;
    const path = `${rootPath}/${entry.name}`;
    if (entry.kind !== 'folder' || entry.name.startsWith('.')) {
      const ignored = describeIgnored(entry, path, { expected: 'expected is a folder with up.sql', severity: 'error' });
      if (ignored) problems.push(ignored);
      continue;
    }
    // One key of history for a name that macOS and Linux write in different Unicode forms.
    const id = entry.name.normalize('NFC');
    names.push({ id, path });
    const reading = readMigration(files, { folderPath: entry.path, path, id });
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

interface MigrationReading {
  readonly migration?: VersionedMigration;
  readonly problems: readonly FileProblem[];
  readonly isEmpty: boolean;
}

function readMigration(files: ScriptFiles, folder: MigrationFolder): MigrationReading {
  const { id, path } = folder;
  const why = whyIdIsInvalid(id);
  if (why) {
    const message = `The name ${JSON.stringify(id)} ${why}.`;
    return {
      problems: [{ severity: 'error', code: 'ID_INVALID', message, path, ids: [id], hint: 'Rename the folder.' }],
      isEmpty: false,
    };
  }
  const { found, problems, hasDieselMetadata } = findScripts(files, folder);
  const source = (role: ScriptRole, { name, path: filePath }: FolderEntry) => ({
    filePath,
    path: `${path}/${name}`,
    role,
    id,
  });
  const up = found.up === undefined ? undefined : files.script(source('up', found.up));
  if (!up) return { problems, isEmpty: false };
  const lazy = (role: 'down' | 'verify') => {
    const entry = found[role];
    return entry === undefined ? () => undefined : readOnce(() => files.script(source(role, entry)));
  };
  const isDraft = up.isEmpty && up.script.directives.draft === true;
  return {
    migration: {
      kind: 'versioned',
      id,
      version: parseVersion(id),
      path,
      up: up.script,
      ...(isDraft && { draft: true as const }),
      down: lazy('down'),
      verify: lazy('verify'),
    },
    problems: [
      ...problems,
      ...up.problems,
      ...(isDraft ? [upDraft(id, up.script.path)] : up.isEmpty ? [upEmpty(id, up.script.path)] : []),
      ...describeFlywayFolder(id, path),
      ...(hasDieselMetadata ? checkDieselMetadata(readDieselMetadata(files, folder), up.script, folder) : []),
    ],
    isEmpty: up.isEmpty,
  };
}

function readDieselMetadata(files: SqlFiles, { folderPath }: MigrationFolder): string {
  return files.read(join(folderPath, dieselMetadataName))?.bytes?.toString('utf8') ?? '';
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

function upDraft(id: string, path: string): FileProblem {
  const message = 'It is a draft without a statement, so it is passed over and stays pending.';
  return { severity: 'warning', code: 'UP_DRAFT', message, path, ids: [id] };
}

function upEmpty(id: string, path: string): FileProblem {
  const message = 'It has no statement, so applying it changes nothing.';
  return { severity: 'warning', code: 'UP_EMPTY', message, path, ids: [id] };
}
