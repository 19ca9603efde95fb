import { isAbsolute, relative } from 'node:path';

/** Whether a path, as it is written, lies in a folder or is it; links are not followed. */
export function isInside(folderPath: string, path: string): boolean {
  const way = relative(folderPath, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}
