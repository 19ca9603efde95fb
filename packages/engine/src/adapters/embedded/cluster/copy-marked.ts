import { chmodSync, constants, copyFileSync, lchownSync, linkSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerUser } from '../server/server-user';
import { drawMark, isSameFile, markAsSame, statIfThere } from './same-file';

/**
 * Copies a folder that goes on being written, to one that never is: what an earlier copy has already is linked to it, so
 * that it costs neither time nor room; the rest is copied and marked, in both places, as the same.
 */
export function copyMarked(
  fromPath: string,
  toPath: string,
  { earlierPath, owner }: { readonly earlierPath: string | undefined; readonly owner: ServerUser | undefined },
): void {
  const mark = drawMark();
  const copyFolder = (from: string, to: string, earlier: string | undefined): void => {
    mkdirSync(to, { recursive: true });
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const within = (path: string) => join(path, entry.name);
      if (entry.isDirectory()) copyFolder(within(from), within(to), earlier && within(earlier));
      else if (!isLinked(within(from), within(to), earlier && within(earlier))) copyFile(within(from), within(to));
    }
    chmodSync(to, statSync(from).mode);
    if (owner !== undefined) lchownSync(to, owner.uid, owner.gid);
  };
  const copyFile = (from: string, to: string): void => {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    if (owner !== undefined) lchownSync(to, owner.uid, owner.gid);
    markAsSame(mark, from, to);
  };
  copyFolder(fromPath, toPath, earlierPath);
}

/** Whether the earlier copy has the file as it is, and the system takes a link to it. */
function isLinked(from: string, to: string, earlier: string | undefined): boolean {
  if (earlier === undefined) return false;
  const source = statIfThere(from);
  if (!source || !isSameFile(source, statIfThere(earlier))) return false;
  try {
    linkSync(earlier, to);
    return true;
  } catch {
    return false; // a system without links, or with a limit of them
  }
}
