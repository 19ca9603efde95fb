import {
  type BigIntStats,
  closeSync,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
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
      if (!guard.admit(filePath)) return undefined;
      return orUndefined(filePath, () =>
        withOpenFile(filePath, (file) => {
          const stats = fstatSync(file, { bigint: true });
          const size = Number(stats.size);
          return { size, bytes: size > maxInlineBytes ? undefined : readFileSync(file), stamp: stampOf(stats) };
        }),
      );
    },
    stamp: (filePath) => {
      if (!guard.admit(filePath)) return undefined;
      const stats = orUndefined(filePath, () => statSync(filePath, { bigint: true }));
      if (stats?.isDirectory()) throw unreadable(filePath, 'it is a folder');
      return stats && stampOf(stats);
    },
    pieces: (filePath) => {
      if (!guard.admit(filePath)) throw unreadable(filePath, 'it does not exist');
      return readPieces(filePath);
    },
  };
}

const second = 1_000_000_000n;

/**
 * The clock of a file system goes in steps: of 4 to 16 ms where times are kept in parts of a second (a tick of the kernel),
 * of up to 2 s where they are not (FAT).
 */
function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileStamp {
  const changedNs = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  const stepNs = changedNs % second === 0n ? 3n * second : second / 20n;
  const ageNs = BigInt(Date.now()) * 1_000_000n - changedNs;
  return { state: [dev, ino, size, mtimeNs, ctimeNs].join(' '), age: ageNs > stepNs ? 'settled' : 'fresh' };
}

/** Keeps reading inside the workspace. */
interface Guard {
  /** False when the path does not exist. Throws FILE_OUTSIDE_WORKSPACE. */
  readonly admit: (path: string) => boolean;
  /** Where a link leads, all links followed; undefined when nowhere. */
  readonly follow: (path: string) => { readonly realPath: string; readonly inside: boolean } | undefined;
  /** Says that a path needs no check: it was listed in a folder inside, and is no link. */
  readonly vouch: (path: string) => void;
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

function withOpenFile<T>(filePath: string, use: (file: number) => T): T {
  const file = openSync(filePath, 'r');
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** The result, or undefined when there is no such file; links that go round in a circle lead to none. */
function orUndefined<T>(path: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
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
