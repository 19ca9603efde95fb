import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Why nothing could be written into a folder, which need not exist yet; undefined: nothing speaks against it. Writes
 * nothing, so that a full disk is not seen.
 */
export function whyNotWritable(folderPath: string): string | undefined {
  try {
    if (!statSync(folderPath).isDirectory()) return `${folderPath} is no folder`;
    accessSync(folderPath, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
    const parentPath = dirname(folderPath);
    if (code === 'ENOENT' && parentPath !== folderPath) return whyNotWritable(parentPath);
    return `${folderPath}: ${reasons[code] ?? code}`;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file stands where a folder would be',
};
