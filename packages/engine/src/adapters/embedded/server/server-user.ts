import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user as which the server runs; undefined: this process's own. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` by convention; PostgreSQL refuses to run as root and asks of the user only that it owns the data folder. */
const nobody: ServerUser = { uid: 65534, gid: 65534 };

/**
 * Whom the server of that data folder runs as: when this process is root, the owner of the folder, or `nobody` when there
 * is none yet; else undefined.
 */
export function serverUser(dataPath: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const folder = statSync(dataPath, { throwIfNoEntry: false });
  return folder === undefined || folder.uid === 0 ? nobody : { uid: folder.uid, gid: folder.gid };
}

/**
 * Whether that user may pass through every folder down to the path, going by what the folders grant to everybody.
 * True for this process's own user.
 */
export function canReach(user: ServerUser | undefined, path: string): boolean {
  if (user === undefined) return true;
  for (let folderPath = dirname(path); ; folderPath = dirname(folderPath)) {
    const folder = statSync(folderPath);
    const executeBit = folder.uid === user.uid ? 0o100 : 0o001;
    if ((folder.mode & executeBit) === 0) return false;
    if (folderPath === dirname(folderPath)) return true;
  }
}
