import type { FolderEntry } from '../ports';
import type { FileProblem } from './migration';

/** Files that editors, systems and people leave beside scripts: nobody means them to run. */
const leftovers = [
  /^\./,
  /~$/,
  /^#.*#$/,
  /\.(swp|swo|bak|orig|rej|tmp)$/i,
  /^(thumbs\.db|desktop\.ini|icon\r)$/i,
  /\.(md|markdown|txt|adoc)$/i,
];

/** Whether an entry is passed over without a word: hidden files, editors' backups, texts for people. */
export function isLeftover(name: string): boolean {
  return leftovers.some((pattern) => pattern.test(name));
}

/** Whether a name is a script's. */
export function isSqlName(name: string): boolean {
  return /\.sql$/i.test(name);
}

/**
 * What must be said of an entry that is no script and no folder of scripts; undefined when nothing. `expected` ends the
 * sentence about a .sql file that stands where none is read.
 */
export function describeIgnored(entry: FolderEntry, path: string, expected: string): FileProblem | undefined {
  const cloudName = /^\.(.+\.sql)\.icloud$/i.exec(entry.name)?.[1];
  if (cloudName) {
    const message = `${cloudName} is only a placeholder of iCloud here. Download it.`;
    return { severity: 'error', code: 'FILE_UNREADABLE', message, path, ids: [] };
  }
  if (entry.kind === 'other') return describeUnreadable(entry, path);
  if (isLeftover(entry.name)) return undefined;
  if (isSqlName(entry.name)) {
    return { severity: 'warning', code: 'FILE_IGNORED', message: `It is not run: ${expected}.`, path, ids: [] };
  }
  return { severity: 'notice', code: 'FILE_IGNORED', message: `The ${entry.kind} is not read.`, path, ids: [] };
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
