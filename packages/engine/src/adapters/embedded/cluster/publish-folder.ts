import { chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ServerUser } from '../server/server-user';

/**
 * Makes a folder that appears whole or not at all: built beside it under another name, then renamed. Of several
 * processes that make it at once one wins and the others throw their work away. It belongs to `owner`, and nobody else
 * may enter it. Returns the path.
 */
export async function publishFolder(
  path: string,
  owner: ServerUser | undefined,
  build: (buildPath: string) => Promise<void> | void,
): Promise<string> {
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const buildPath = mkdtempSync(join(dirname(path), `.${basename(path)}-`));
  try {
    if (owner !== undefined) chownSync(buildPath, owner.uid, owner.gid);
    await build(buildPath);
    renameSync(buildPath, path);
  } catch (error) {
    rmSync(buildPath, { recursive: true, force: true });
    if (!existsSync(path)) throw error;
  }
  return path;
}
