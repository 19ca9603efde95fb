import type { FolderEntry, SqlFiles } from '../../ports';
import type { FileProblem } from '../migration';

/** Files that editors, systems and people leave beside scripts: nobody means them to run. */
const leftovers = [
  /^\./,
  /~$/,
  /^#.*#$/,
  /\.(swp|swo|bak|orig|rej|tmp)$/i,
  /^(thumbs\.db|desktop\.ini|icon\r)$/i,
  /\.(md|markdown|txt|adoc)$/i,
];

/**
 * Whether an entry is passed over without a word: hidden files, editors' backups, texts for people. Not `up.sql.txt`,
 * which an editor made of a script that was meant to run.
 */
export function isLeftover(name: string): boolean {
  return leftovers.some((pattern) => pattern.test(name)) && !/^[^.#].*\.(?:sql|psql|pgsql|ddl)\.txt$/i.test(name);
}

/** Whether a name is that of a script under any ending: `.sql`, that of another program, or with what a system appends. */
export function isScriptName(name: string): boolean {
  return /\.(?:sql|psql|pgsql|ddl)(?:\.txt)?$/i.test(name);
}

/** Whether a name is a script's. */
export function isSqlName(name: string): boolean {
  return /\.sql$/i.test(name);
}

/** A sentence's end about a script that stands where none is read, and how bad that is. */
export interface Expected {
  readonly expected: string;
  readonly severity: 'error' | 'warning';
}

/** What must be said of an entry that is no script and no folder of scripts; undefined when nothing. */
export function describeIgnored(
  entry: FolderEntry,
  path: string,
  { expected, severity }: Expected,
): FileProblem | undefined {
  const cloudName = /^\.(.+\.sql)\.icloud$/i.exec(entry.name)?.[1];
  if (cloudName) {
    const message = `${cloudName} is only a placeholder of iCloud here. Download it.`;
    return { severity: 'error', code: 'FILE_UNREADABLE', message, path, ids: [] };
  }
  if (entry.kind === 'other') return describeUnreadable(entry, path);
  if (isLeftover(entry.name)) return undefined;
  if (isScriptName(entry.name) && entry.kind === 'file') {
    return { severity, code: 'FILE_IGNORED', message: `It is not run: ${expected}.`, path, ids: [] };
  }
  return { severity: 'notice', code: 'FILE_IGNORED', message: `The ${entry.kind} is not read.`, path, ids: [] };
}

/** Folders of folders are looked through so far for a script. */
const maxDepth = 3;

/**
 * What must be said of a folder where only files are read: an error when a script lies in it, at any depth that people
 * use, since that would never run.
 */
export function describeIgnoredFolder(
  files: SqlFiles,
  { folderPath, path }: { readonly folderPath: string; readonly path: string },
  expected: string,
): FileProblem {
  const script = findScript(files, folderPath, 1);
  if (script === undefined) {
    return { severity: 'notice', code: 'FILE_IGNORED', message: 'The folder is not read.', path, ids: [] };
  }
  const message = `It is not run: ${expected}.`;
  return { severity: 'error', code: 'FILE_IGNORED', message, path: `${path}/${script}`, ids: [] };
}

function findScript(files: SqlFiles, folderPath: string, depth: number): string | undefined {
  for (const { name, path, kind } of files.list(folderPath) ?? []) {
    if (name.startsWith('.')) continue;
    if (kind === 'file' && isScriptName(name) && !isLeftover(name)) return name;
    if (kind !== 'folder' || depth >= maxDepth) continue;
    const inner = findScript(files, path, depth + 1);
    if (inner !== undefined) return `${name}/${inner}`;
  }
  return undefined;
}

/** The warning about a folder of scripts that is not there: nothing to do must not hide a misspelt setting. */
export function folderMissing(path: string): FileProblem {
  const message = 'The folder does not exist, so nothing is read from it. Create it, or correct the config.';
  return { severity: 'warning', code: 'FILE_UNREADABLE', message, path, ids: [] };
}

function describeUnreadable({ link }: FolderEntry, path: string): FileProblem {
  switch (link) {
    case 'outside': {
      const message = 'The link leaves the workspace, so it is not followed. Copy the file into the workspace.';
      return { severity: 'error', code: 'FILE_OUTSIDE_WORKSPACE', message, path, ids: [] };
    }
    case 'broken': {
      const message = 'The link leads to nothing. Correct or delete it.';
      return { severity: 'error', code: 'FILE_UNREADABLE', message, path, ids: [] };
    }
    case undefined: {
      const message = 'It is neither a file nor a folder. Delete it.';
      return { severity: 'error', code: 'FILE_UNREADABLE', message, path, ids: [] };
    }
  }
}
