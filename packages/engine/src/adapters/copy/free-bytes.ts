import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Bytes that a user finds free where a path is, or will be; undefined where the system does not tell. */
export function freeBytesAt(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    const parent = dirname(path);
    return parent === path ? undefined : freeBytesAt(parent);
  }
}
