import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EngineError, type ErrorCode } from '../errors';
import { isInside } from '../migrations/is-inside';

/** A file of the workspace that we write, and that no other file is replaced by. */
export interface OwnedFile {
  /** Undefined when there is none. */
  read(): string | undefined;
  /** Makes its folder. */
  makeFolder(): void;
  /** Replaces the whole file; its folder is made. Synchronous, so that no signal ends the process in the middle. */
  write(text: string): void;
}

/** Which file, and how errors speak of it. */
export interface OwnedFileOptions {
  /** Relative to the workspace, or absolute inside of it. */
  readonly path: string;
  readonly workspacePath: string;
  /** What all of its kind have in their first lines, whatever their format. */
  readonly mark: string;
  /** What it is called by, as `--report=out.json`. */
  readonly name: string;
  /** As the end of `exists and is no …`. */
  readonly kind: string;
  readonly unwritable: ErrorCode;
}

/**
 * The file at that path. A whole file is there at every moment: each is written beside it and renamed. Throws
 * FILE_OUTSIDE_WORKSPACE, also where a link leads out, and the code for what cannot be written, also for a file that is none
 * of ours: a typing error must not cost a source.
 */
export function openOwnedFile(options: OwnedFileOptions): OwnedFile {
  const { path, workspacePath, name, kind, unwritable } = options;
  const filePath = resolve(workspacePath, path);
  const folderPath = dirname(filePath);
  const partialPath = join(folderPath, `.${basename(filePath)}.${process.pid}.partial`);
  refuseOutside(workspacePath, filePath, options);
  attempt(options, () => {
    // Looked at first: what does not exist yet cannot be followed, and must not be made outside.
    refuseOutside(realpathSync(workspacePath), realpathSync(existingParent(folderPath)), options);
    if (!isOurs(filePath, options)) {
      throw new EngineError(unwritable, `${name} exists and is no ${kind}; it is left as it is.`, {
        hint: 'Choose another path, or delete the file.',
      });
    }
  });
  const makeFolder = () => attempt(options, () => mkdirSync(folderPath, { recursive: true }));
  return {
    makeFolder,
    read: () => attempt(options, () => (existsSync(filePath) ? readFileSync(filePath, 'utf8') : undefined)),
    write: (text) => {
      makeFolder();
      attempt(options, () => {
        try {
          writeFileSync(partialPath, text);
          renameSync(partialPath, filePath);
        } finally {
          rmSync(partialPath, { force: true });
        }
      });
    },
  };
}

/** How much is looked at for the mark. */
const headBytes = 512;

/** Whether a file may be replaced: there is none, it holds nothing, be it as an empty list of JSON, or it has the mark. */
function isOurs(filePath: string, { mark }: OwnedFileOptions): boolean {
  if (!existsSync(filePath)) return true;
  const file = openSync(filePath, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const length = readSync(file, head);
    const text = head.toString('latin1', 0, length);
    return /^\s*(\[\s*\]\s*)?$/.test(text) ? length < headBytes : text.includes(mark);
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

function refuseOutside(rootPath: string, path: string, { name }: OwnedFileOptions): void {
  if (isInside(rootPath, path)) return;
  throw new EngineError('FILE_OUTSIDE_WORKSPACE', `${name} lies outside the workspace.`, {
    hint: 'Name a file of the workspace; CI can copy it from there.',
  });
}

function attempt<T>({ name, unwritable }: OwnedFileOptions, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new EngineError(unwritable, `${name} cannot be written: ${reasons[reason] ?? reason}.`, {
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
