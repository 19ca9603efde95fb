import type { FolderEntry, SqlFiles } from '../../ports';
import { dieselMetadataName } from '../layouts/diesel-metadata';
import type { FileProblem } from '../migration';
import { findDuplicateIds, type NamedPath } from './id-problems';
import { describeIgnored, describeIgnoredFolder } from './ignored-entries';

type ScriptName = 'up' | 'down' | 'verify';

const roleByName: ReadonlyMap<string, ScriptName> = new Map([
  ['up.sql', 'up'],
  ['down.sql', 'down'],
  ['verify.sql', 'verify'],
]);

/** A migration's folder. `folderPath` is absolute, `path` relative to the workspace. */
export interface MigrationFolder {
  readonly folderPath: string;
  readonly path: string;
  readonly id: string;
}

/** A migration's scripts as they stand on disk, and what is wrong with the other entries. */
export interface FoundScripts {
  readonly found: Readonly<Partial<Record<ScriptName, FolderEntry>>>;
  readonly problems: readonly FileProblem[];
  readonly hasDieselMetadata: boolean;
}

/** The scripts in a migration's folder as they stand on disk, and what is wrong with the other entries. */
export function findScripts(files: SqlFiles, folder: MigrationFolder): FoundScripts {
  const entries = files.list(folder.folderPath) ?? [];
  const found: Partial<Record<ScriptName, FolderEntry>> = {};
  const problems: FileProblem[] = [];
  const roleOf = ({ kind, name }: FolderEntry) => (kind === 'file' ? roleByName.get(name.toLowerCase()) : undefined);
  for (const role of roleByName.values()) {
    const candidates = entries.filter((entry) => roleOf(entry) === role);
    const entry = candidates.find(({ name }) => name === `${role}.sql`) ?? candidates[0];
    if (entry === undefined) continue;
    found[role] = entry;
    if (candidates.length > 1) problems.push(...findDuplicateIds(candidates.map(({ name }) => inFolder(folder, name))));
    else if (entry.name !== `${role}.sql`) problems.push(nameCase(folder, entry.name));
  }
  const others = entries.filter((entry) => roleOf(entry) === undefined);
  const told = others.flatMap((entry) => describeOther(files, entry, folder) ?? []);
  const isUnreadable = told.some(({ code }) => code !== 'FILE_IGNORED');
  if (found.up === undefined && !isUnreadable) {
    return { found, problems: [...problems, upMissing(folder, others)], hasDieselMetadata: false };
  }
  problems.push(...told.map((problem) => ofMigration(problem, folder.id)));
  return { found, problems, hasDieselMetadata: others.some(({ name }) => name === dieselMetadataName) };
}

/** A script that is never run matters until its migration is applied, and then no more: that happened without it. */
function ofMigration(problem: FileProblem, id: string): FileProblem {
  return { ...problem, ids: [id], ...(problem.code === 'FILE_IGNORED' && { until: 'applied' }) };
}

const expectedScripts = 'a migration has up.sql, down.sql and verify.sql';

/** What must be said of an entry beside the scripts of a migration. */
function describeOther(files: SqlFiles, entry: FolderEntry, folder: MigrationFolder): FileProblem | undefined {
  const path = `${folder.path}/${entry.name}`;
  if (entry.kind === 'folder' && !entry.name.startsWith('.')) {
    return describeIgnoredFolder(files, { folderPath: entry.path, path }, expectedScripts);
  }
  return describeIgnored(entry, path, { expected: expectedScripts, severity: 'error' });
}

function inFolder(folder: MigrationFolder, name: string): NamedPath {
  return { id: name, path: `${folder.path}/${name}` };
}

function nameCase({ id, path }: MigrationFolder, name: string): FileProblem {
  const message = `It is taken for ${name.toLowerCase()}. Rename it: elsewhere case makes another name of it.`;
  return { severity: 'warning', code: 'NAME_CASE', message, path: `${path}/${name}`, ids: [id] };
}

/** Without an up.sql the folder is no migration; what lies there instead tells what was meant. */
function upMissing({ id, path }: MigrationFolder, others: readonly FolderEntry[]): FileProblem {
  const meant = others.filter(({ kind, name }) => kind === 'other' || /sql/i.test(name)).map(({ name }) => name);
  const instead = meant.length > 0 ? `, but ${meant.slice(0, 3).join(', ')}` : '';
  const message = `The folder has no up.sql${instead}.`;
  return { severity: 'error', code: 'UP_MISSING', message, path, ids: [id] };
}
