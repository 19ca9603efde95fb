import {
  chmodSync,
  constants,
  copyFileSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ServerUser } from '../server/server-user';

/** Copies a folder with the modes of its files, and gives every entry to that user. */
export function copyTree(fromPath: string, toPath: string, owner: ServerUser | undefined): void {
  mkdirSync(toPath, { recursive: true });
  for (const entry of readdirSync(fromPath, { withFileTypes: true })) {
    const [from, to] = [join(fromPath, entry.name), join(toPath, entry.name)];
    if (entry.isDirectory()) {
      copyTree(from, to, owner);
      continue;
    }
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else copyFileSync(from, to, constants.COPYFILE_FICLONE);
    if (owner !== undefined) lchownSync(to, owner.uid, owner.gid);
  }
  chmodSync(toPath, statSync(fromPath).mode);
  if (owner !== undefined) lchownSync(toPath, owner.uid, owner.gid);
}

/** Gives a folder and everything in it to that user. */
export function giveTree(path: string, owner: ServerUser): void {
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(path, entry), owner.uid, owner.gid);
  }
  lchownSync(path, owner.uid, owner.gid);
}

/** Lets everybody read a folder with everything in it, and run what its owner may run. */
export function openTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const entryPath = join(path, entry.name);
    if (entry.isDirectory()) openTree(entryPath);
    else if (entry.isFile()) openToAll(entryPath);
  }
  openToAll(path);
}

function openToAll(path: string): void {
  const { mode } = statSync(path);
  chmodSync(path, mode | 0o444 | (mode & 0o100 ? 0o111 : 0));
}

/** How many entries a folder holds that are not folders, at any depth. */
export function countFiles(path: string): number {
  return readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory()).length;
}
