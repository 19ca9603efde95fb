import { constants, copyFileSync, lchownSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerUser } from '../server/server-user';
import { isSameFile, markAsSame, statIfThere } from './same-file';

/**
 * Makes a folder what another is, and leaves alone what in it is the same already: of a large cluster a run writes few
 * files, and going back costs what was written since. What is copied is marked as the same as its source.
 */
export function mirrorTree(fromPath: string, toPath: string, owner: ServerUser | undefined): void {
  const there = statIfThere(toPath);
  if (there?.isDirectory() !== true) {
    if (there) rmSync(toPath);
    mkdirSync(toPath, { mode: statIfThere(fromPath)?.mode });
    if (owner !== undefined) lchownSync(toPath, owner.uid, owner.gid);
  }
  const wanted = readdirSync(fromPath, { withFileTypes: true });
  const names = new Set(wanted.map(({ name }) => name));
  for (const name of readdirSync(toPath)) {
    if (!names.has(name)) rmSync(join(toPath, name), { recursive: true, force: true });
  }
  for (const entry of wanted) {
    const [from, to] = [join(fromPath, entry.name), join(toPath, entry.name)];
    if (entry.isDirectory()) mirrorTree(from, to, owner);
    else mirrorFile(from, to, owner);
  }
}

function mirrorFile(from: string, to: string, owner: ServerUser | undefined): void {
  const [source, there] = [statIfThere(from), statIfThere(to)];
  if (!source || isSameFile(source, there)) return;
  if (there) rmSync(to, { recursive: true });
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  if (owner !== undefined) lchownSync(to, owner.uid, owner.gid);
  markAsSame(source.mtime, to);
}
