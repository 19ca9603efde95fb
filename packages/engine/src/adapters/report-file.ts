import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EngineError } from '../errors';
import { isInside } from '../migrations/is-inside';

/** Where a report goes: each write replaces the whole file. */
export interface ReportFile {
  /** Synchronous, so that no signal ends the process in the middle. Throws REPORT_UNWRITABLE. */
  write(text: string): void;
}

/**
 * The file at a path that is relative to the workspace, or absolute inside of it; its folder is made. A whole file is there
 * at every moment: each is written beside it and renamed. Throws FILE_OUTSIDE_WORKSPACE, also where a link leads out, and
 * REPORT_UNWRITABLE, also for a file that is no report of ours: a typing error must not cost a source.
 */
export function openReportFile(path: string, workspacePath: string): ReportFile {
  const filePath = resolve(workspacePath, path);
  refuseOutside(workspacePath, filePath, path);
  const folderPath = dirname(filePath);
  attempt(path, () => {
    // Looked at first: what does not exist yet cannot be followed, and must not be made outside.
    refuseOutside(realpathSync(workspacePath), realpathSync(existingParent(folderPath)), path);
    mkdirSync(folderPath, { recursive: true });
    if (!isOurs(filePath)) {
      throw new EngineError('REPORT_UNWRITABLE', `--report=${path} exists and is no report; it is left as it is.`, {
        hint: 'Choose another path, or delete the file.',
      });
    }
  });
  const partialPath = join(folderPath, `.${basename(filePath)}.${process.pid}.partial`);
  return {
    write: (text) =>
      attempt(path, () => {
        try {
          writeFileSync(partialPath, text);
          renameSync(partialPath, filePath);
        } finally {
          rmSync(partialPath, { force: true });
        }
      }),
  };
}

/** What every report has in its first lines, whatever its kind. */
const mark = 'pgrestify-report';

/** How much is looked at for the mark. */
const headBytes = 512;

/** Whether a file may be replaced: there is none, it is empty, or it is a report. */
function isOurs(filePath: string): boolean {
  if (!existsSync(filePath)) return true;
  const file = openSync(filePath, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const length = readSync(file, head);
    return length === 0 || head.toString('latin1', 0, length).includes(mark);
  } finally {
    closeSync(file);
  }
}

/** The deepest folder on the way that exists. */
function existingParent(folderPath: string): string {
  return existsSync(folderPath) || dirname(folderPath) === folderPath
    ? folderPath
    : existingParent(dirname(folderPath));
}

function refuseOutside(rootPath: string, path: string, given: string): void {
  if (isInside(rootPath, path)) return;
  throw new EngineError('FILE_OUTSIDE_WORKSPACE', `--report=${given} lies outside the workspace.`, {
    hint: 'Name a file of the workspace; CI can copy it from there.',
  });
}

function attempt(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new EngineError('REPORT_UNWRITABLE', `--report=${path} cannot be written: ${reasons[reason] ?? reason}.`, {
      hint: 'Choose another path, or correct the rights of its folder.',
      cause: error,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is exceeded',
  EISDIR: 'it is a folder',
  EEXIST: 'a file stands where its folder would be',
  ENOTDIR: 'a file stands where its folder would be',
  ENAMETOOLONG: 'its name is too long',
};
