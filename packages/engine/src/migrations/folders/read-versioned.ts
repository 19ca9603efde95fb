import { join, sep } from 'node:path';

import { EngineError } from '../../errors';
import type { FolderEntry, SqlFiles } from '../../ports';
import { toEngineError } from '../describe-file-problem';
import { collectForeign } from '../layouts/collect-foreign';
import { checkDieselMetadata, dieselMetadataName } from '../layouts/diesel-metadata';
import { describeFlywayFolder } from '../layouts/foreign-folder';
import { describeForeign } from '../layouts/foreign-problems';
import type { FileProblem, Script, VersionedMigration } from '../migration';
import type { ScriptRole } from '../script/directives';
import { type ScriptReading, type ScriptSource, workspaceRelativePath } from '../script/read-script';
import type { ScriptFiles } from '../script/remember-scripts';
import { compareMigrations, parseVersion } from '../version';
import { type FoundScripts, findScripts, type MigrationFolder } from './find-scripts';
import { findDuplicateIds, type NamedPath, whyIdIsInvalid } from './id-problems';
import { describeIgnored, folderMissing } from './ignored-entries';
import { findSameContent, findVersionProblems } from './version-problems';

/** Migrations in the order of a fresh run, and what is wrong with their folder. */
export interface VersionedReading {
  readonly migrations: readonly VersionedMigration[];
  readonly problems: readonly FileProblem[];
}

/** Checksums of applied migrations, by id. */
export type AppliedChecksums = ReadonlyMap<string, string>;

/**
 * Reads the folder of versioned migrations: each up.sql once, down.sql and verify.sql when they are asked for. What else
 * lies in a migration's folder matters until it is applied: a folder whose up.sql is what was `applied` is not looked
 * through.
 */
export function readVersioned(
  files: ScriptFiles,
  paths: { readonly workspacePath: string; readonly migrationsPath: string },
  applied: AppliedChecksums,
): VersionedReading {
  const rootPath = workspaceRelativePath(paths.workspacePath, paths.migrationsPath);
  const entries = files.list(paths.migrationsPath);
  if (!entries) return { migrations: [], problems: [folderMissing(rootPath)] };
  const migrations: VersionedMigration[] = [];
  const problems: FileProblem[] = [];
  const names: NamedPath[] = [];
  const emptyIds = new Set<string>();
  const settled = readSettled(files, entries, { rootPath, applied });
  const unsettled = settled.size === 0 ? entries : entries.filter(({ name }) => !settled.has(name));
  const foreign = collectForeign(files, { folderPath: paths.migrationsPath, prefix: '', entries: unsettled });
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
    const reading = settled.get(entry.name) ?? readMigration(files, { folderPath: entry.path, path, id });
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

/** Migrations whose up.sql is what was applied, by the names of their folders. */
function readSettled(
  files: ScriptFiles,
  entries: readonly FolderEntry[],
  { rootPath, applied }: { readonly rootPath: string; readonly applied: AppliedChecksums },
): ReadonlyMap<string, MigrationReading> {
  const settled = new Map<string, MigrationReading>();
  for (const { name, path: folderPath, kind } of entries) {
    const id = name.normalize('NFC');
    const checksum = applied.get(id);
    if (checksum === undefined || kind !== 'folder') continue;
    const folder = { folderPath, path: `${rootPath}/${name}`, id };
    const source = { filePath: `${folderPath}${sep}up.sql`, path: `${folder.path}/up.sql`, role: 'up' as const, id };
    const up = readIfReadable(files, source);
    if (up?.script.checksum !== checksum) continue;
    const migration = describeMigration(files, folder, up.script, () => findScripts(files, folder));
    settled.set(name, { migration, problems: up.problems, isEmpty: false });
  }
  return settled;
}

/** What is no file, or a link that is not followed, is looked at with its folder, and told. */
function readIfReadable(files: ScriptFiles, source: ScriptSource): ScriptReading | undefined {
  try {
    return files.script(source);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return undefined;
  }
}

function describeMigration(
  files: ScriptFiles,
  { path, id }: MigrationFolder,
  up: Script,
  scripts: () => FoundScripts,
): VersionedMigration {
  const lazy = (role: 'down' | 'verify') =>
    readOnce(() => {
      const entry = scripts().found[role];
      return entry && files.script(sourceOf(role, entry, { path, id }));
    });
  return { kind: 'versioned', id, version: parseVersion(id), path, up, down: lazy('down'), verify: lazy('verify') };
}

function sourceOf(role: ScriptRole, { name, path }: FolderEntry, folder: Pick<MigrationFolder, 'path' | 'id'>) {
  return { filePath: path, path: `${folder.path}/${name}`, role, id: folder.id };
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
  const scripts = findScripts(files, folder);
  const { found, problems, hasDieselMetadata } = scripts;
  const up = found.up === undefined ? undefined : files.script(sourceOf('up', found.up, folder));
  if (!up) return { problems, isEmpty: false };
  const isEmpty = up.isEmpty();
  const isDraft = isEmpty && up.script.directives.draft === true;
  const migration = describeMigration(files, folder, up.script, () => scripts);
  return {
    migration: isDraft ? { ...migration, draft: true } : migration,
    problems: [
      ...problems,
      ...up.problems,
      ...(isDraft ? [upDraft(id, up.script.path)] : isEmpty ? [upEmpty(id, up.script.path)] : []),
      ...describeFlywayFolder(id, path),
      ...(hasDieselMetadata ? checkDieselMetadata(readDieselMetadata(files, folder), up.script, folder) : []),
    ],
    isEmpty,
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
