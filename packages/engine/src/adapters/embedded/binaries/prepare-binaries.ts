import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { copyTree, openTree } from '../cluster/copy-tree';
import { publishFolder } from '../cluster/publish-folder';
import { canReach, type ServerUser } from '../server/server-user';
import { cacheFolder } from './cache-folder';
import { hydrateSymlinks, missingSymlinks } from './hydrate-symlinks';

/**
 * Makes the binaries of a package runnable by that user and returns the folder to run them from: the package itself,
 * or a copy in the cache when its links are missing and node_modules is read-only, or when the user cannot reach it.
 */
export async function prepareBinaries(options: {
  readonly packagePath: string;
  readonly key: string;
  readonly user: ServerUser | undefined;
}): Promise<string> {
  const { packagePath, key, user } = options;
  if (canReach(user, join(packagePath, 'native', 'bin', 'postgres'))) {
    if (missingSymlinks(packagePath).length === 0) return packagePath;
    if (isWritable(join(packagePath, 'native', 'lib'))) {
      hydrateSymlinks(packagePath);
      return packagePath;
    }
  }
  return publishFolder(join(cacheFolder(), `binaries-${key}`), undefined, (buildPath) => {
    copyTree(join(packagePath, 'native'), join(buildPath, 'native'), undefined);
    hydrateSymlinks(buildPath);
    openTree(buildPath); // a package installed under umask 077 is as closed as its folder
  });
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
