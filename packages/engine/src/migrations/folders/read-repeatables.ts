import { join } from 'node:path';

import type { FolderEntry, SqlFiles } from '../../ports';
import type { FileProblem, RepeatablePhase, RepeatableScript } from '../migration';
import { workspaceRelativePath } from '../script/read-script';
import type { ScriptFiles } from '../script/remember-scripts';
import { compareNames } from '../version';
import { findDuplicateIds, whyIdIsInvalid } from './id-problems';
import { describeIgnored, describeIgnoredFolder, isLeftover, isSqlName } from './ignored-entries';

/** Folders of repeatable scripts below `sql/`, in the order in which a phase runs them. */
export const repeatableFolders = [
  { name: 'functions', phase: 'before' },
  { name: 'schemas', phase: 'before' },
  { name: 'repeatable', phase: 'after' },
  { name: 'test-data', phase: 'test-data' },
] as const satisfies readonly { readonly name: string; readonly phase: RepeatablePhase }[];

/** Which of those folders. */
export type RepeatableFolder = (typeof repeatableFolders)[number];

/** Scripts of a folder by name, and what is wrong there. */
export interface RepeatablesReading {
  readonly scripts: readonly RepeatableScript[];
  readonly problems: readonly FileProblem[];
}

/** Reads a folder of repeatable scripts; none when it does not exist. */
export function readRepeatables(
  files: ScriptFiles,
  paths: { readonly workspacePath: string; readonly sqlPath: string },
  folder: RepeatableFolder,
): RepeatablesReading {
  const folderPath = join(paths.sqlPath, folder.name);
  const scripts: RepeatableScript[] = [];
  const problems: FileProblem[] = [];
  const folderRelativePath = workspaceRelativePath(paths.workspacePath, folderPath);
  for (const entry of files.list(folderPath) ?? []) {
    const filePath = entry.path;
    const path = `${folderRelativePath}/${entry.name}`;
    if (entry.kind !== 'file' || !isSqlName(entry.name) || isLeftover(entry.name)) {
      const ignored = describeOther(files, entry, { folderPath: filePath, path }, folder.name);
      if (ignored) problems.push(ignored);
      continue;
    }
    const id = `${folder.name}/${entry.name.normalize('NFC')}`;
    problems.push(...findNameProblems(entry.name, id, path));
    const role = folder.phase === 'test-data' ? 'test-data' : 'repeatable';
    const reading = files.script({ filePath, path, role, id });
    if (!reading) continue;
    problems.push(...reading.problems);
    const phase = reading.script.directives.runAfterMigrations ? 'after' : folder.phase;
    scripts.push({ kind: 'repeatable', id, phase, script: reading.script });
  }
  const names = scripts.map(({ id, script }) => ({ id, path: script.path }));
  return { scripts, problems: [...problems, ...findDuplicateIds(names)] };
}

function describeOther(
  files: SqlFiles,
  entry: FolderEntry,
  place: { readonly folderPath: string; readonly path: string },
  folderName: string,
): FileProblem | undefined {
  if (entry.kind === 'folder' && !entry.name.startsWith('.')) {
    return describeIgnoredFolder(files, place, `${folderName} holds files, not folders`);
  }
  return describeIgnored(entry, place.path, { expected: 'the ending of a script is .sql', severity: 'error' });
}

/** The order of repeatable scripts within a phase: by folder, then by name. Ids alone decide, so that missing ones fit in. */
export function compareRepeatableIds(a: string, b: string): number {
  return folderRank(a) - folderRank(b) || compareNames(a, b);
}

/** The folder that the id of a repeatable script names; undefined when there is no such folder. */
export function folderOfRepeatable(id: string): RepeatableFolder | undefined {
  return repeatableFolders.find(({ name }) => id.startsWith(`${name}/`));
}

function folderRank(id: string): number {
  return repeatableFolders.findIndex(({ name }) => id.startsWith(`${name}/`));
}

function findNameProblems(name: string, id: string, path: string): readonly FileProblem[] {
  const why = whyIdIsInvalid(name);
  if (why) {
    const message = `The name ${JSON.stringify(name)} ${why}.`;
    return [{ severity: 'error', code: 'ID_INVALID', message, path, ids: [id], hint: 'Rename the file.' }];
  }
  if (name.endsWith('.sql')) return [];
  const message = 'The file is taken for a script. Write its ending as .sql, which every tool knows.';
  return [{ severity: 'warning', code: 'NAME_CASE', message, path, ids: [id] }];
}
