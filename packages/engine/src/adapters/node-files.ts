import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { resolve, sep } from 'node:path';

import { EngineError } from '../errors';
import { isInside } from '../migrations/is-inside';
import { type FileStamp, type FolderEntry, maxInlineBytes, type SqlFiles } from '../ports';

/** How much of a large file is in memory at once. */
const pieceBytes = 1024 * 1024;

/** The file system below a workspace. Whatever leads out of it, also by a link, is not read. */
export function createNodeFiles(workspacePath: string): SqlFiles {
  const guard = createGuard(workspacePath);
  return {
    list: (folderPath) => {
      if (!guard.admit(folderPath)) return undefined;
      const entries = orUndefined(folderPath, () => readdirSync(folderPath, { withFileTypes: true }));
      if (!entries) return undefined;
      return entries
        .map((entry) => describeEntry(entry, `${folderPath}${sep}${entry.name}`, guard))
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
    read: (filePath) => {
      return orUndefined(filePath, () =>
        withOpenFile(filePath, guard, (file) => {
          const readAtMs = Date.now();
          const { dev, ino, size, mtimeMs, ctimeMs } = fstatSync(file);
          const bytes = size > maxInlineBytes ? undefined : readWhole(file, size);
          return { size, bytes, stamp: () => stampOf({ dev, ino, size, mtimeMs, ctimeMs }, readAtMs) };
        }),
      );
    },
    stamp: (filePath) => {
      if (!guard.admit(filePath)) return undefined;
      const stats = orUndefined(filePath, () => statSync(filePath));
      if (stats?.isDirectory()) throw unreadable(filePath, 'it is a folder');
      return stats && stampOf(stats, Date.now());
    },
    pieces: (filePath) => {
      if (!guard.admit(filePath)) throw unreadable(filePath, 'it does not exist');
      return readPieces(filePath);
    },
  };
}

/** What a stamp is made of. */
type FileState = Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs' | 'ctimeMs'>;

/**
 * The clock of a file system goes in steps: of 4 to 16 ms where times are kept in parts of a second (a tick of the kernel),
 * of up to 2 s where they are not (FAT).
 */
function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: FileState, nowMs: number): FileStamp {
  const changedMs = Math.max(mtimeMs, ctimeMs);
  const stepMs = changedMs % 1000 === 0 ? 3000 : 50;
  return { state: [dev, ino, size, mtimeMs, ctimeMs].join(' '), age: nowMs - changedMs > stepMs ? 'settled' : 'fresh' };
}

/** Keeps reading inside the workspace. */
interface Guard {
  /** False when the path does not exist. Throws FILE_OUTSIDE_WORKSPACE. */
  readonly admit: (path: string) => boolean;
  /** Where a link leads, all links followed; undefined when nowhere. */
  readonly follow: (path: string) => { readonly realPath: string; readonly inside: boolean } | undefined;
  /** Says that a path needs no check: it was listed in a folder inside, and is no link. */
  readonly vouch: (path: string) => void;
  /** Whether a path itself, or the folder that it lies in, was vouched for. */
  readonly isVouched: (path: string, what: 'itself' | 'folder') => boolean;
}

function createGuard(workspacePath: string): Guard {
  const realRootPath = realpathSync.native(workspacePath);
  // Asking the system for the real path of each of thousands of files would cost as much as reading them.
  const vouched = new Set<string>();
  const follow = (path: string) => {
    const realPath = orUndefined(path, () => realpathSync.native(path));
    return realPath === undefined ? undefined : { realPath, inside: isInside(realRootPath, realPath) };
  };
  return {
    follow,
    vouch: (path) => vouched.add(path),
    isVouched: (path, what) => vouched.has(what === 'itself' ? path : path.slice(0, path.lastIndexOf(sep))),
    admit: (path) => {
      if (vouched.has(path)) return true;
      const target = follow(path);
      const inside = target
        ? target.inside
        : [workspacePath, realRootPath].some((root) => isInside(root, resolve(path)));
      if (!inside) {
        throw new EngineError('FILE_OUTSIDE_WORKSPACE', `${path} is outside the workspace ${workspacePath}.`, {
          hint: 'Name a file of the workspace.',
        });
      }
      return target !== undefined;
    },
  };
}

function describeEntry(entry: Dirent, path: string, guard: Guard): FolderEntry {
  const { name } = entry;
  if (entry.isSymbolicLink()) {
    const target = guard.follow(path);
    if (!target) return { name, path, kind: 'other', link: 'broken' };
    if (!target.inside) return { name, path, kind: 'other', link: 'outside' };
    return { name, path, kind: kindOf(statSync(target.realPath)) };
  }
  guard.vouch(path);
  return { name, path, kind: kindOf(entry) };
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): FolderEntry['kind'] {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';
}

function* readPieces(filePath: string): Generator<Buffer, void, undefined> {
  const file = attempt(filePath, () => openSync(filePath, 'r'));
  try {
    const buffer = Buffer.allocUnsafe(pieceBytes);
    for (;;) {
      const length = attempt(filePath, () => readSync(file, buffer));
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

function readWhole(file: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  for (let read = -1; length < size && read !== 0; length += read) {
    read = readSync(file, bytes, length, size - length, null);
  }
  return length === size ? bytes : bytes.subarray(0, length);
}

/** Undefined when there is no such file. */
function withOpenFile<T>(filePath: string, guard: Guard, use: (file: number) => T): T | undefined {
  const file = openInside(filePath, guard);
  if (file === undefined) return undefined;
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** What tells the system to open no link; Windows has none of it. */
const noFollow: number | undefined = constants.O_NOFOLLOW;

/** Within a folder that was listed nothing but a link leads elsewhere, and the system says that without being asked first. */
function openInside(filePath: string, guard: Guard): number | undefined {
  if (noFollow !== undefined && !guard.isVouched(filePath, 'itself') && guard.isVouched(filePath, 'folder')) {
    try {
      return openSync(filePath, constants.O_RDONLY | noFollow);
    } catch (error) {
      // ELOOP, but EMLINK on FreeBSD: a link is followed after its end is known.
      if (!['ELOOP', 'EMLINK'].includes(codeOf(error) ?? '')) throw error;
    }
  }
  return guard.admit(filePath) ? openSync(filePath, 'r') : undefined;
}

/** The result, or undefined when there is no such file; links that go round in a circle lead to none. */
function orUndefined<T>(path: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    if (['ENOENT', 'ELOOP'].includes(codeOf(error) ?? '')) return undefined;
    throw unreadable(path, reasonOf(error), error);
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw unreadable(path, reasonOf(error), error);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): EngineError {
  return new EngineError('FILE_UNREADABLE', `${path} cannot be read: ${reason}.`, {
    hint: 'Correct its name or its rights.',
    cause,
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is no folder',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
};

function reasonOf(error: unknown): string {
  const code = codeOf(error) ?? 'unknown error';
  return reasons[code] ?? code;
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
