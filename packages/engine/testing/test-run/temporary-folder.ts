import { existsSync, mkdtempSync, realpathSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tells runs of the suite on one machine apart; set before the first spec, and inherited by Jest's workers. */
export const runVariable = 'PGRESTIFY_TEST_RUN';

/** How the paths of this run's temporary folders begin; none may be left after it. */
export function temporaryPrefixes(): readonly string[] {
  const roots = [realpathSync(tmpdir()), ...(existsSync(memoryPath) ? [memoryPath] : [])];
  return roots.map((root) => join(root, `pgrestify-${process.env[runVariable] ?? process.pid}-`));
}

/** Makes a folder for a test, which the test deletes. The name may hold blanks. */
export function makeTemporaryFolder(name: string): string {
  return mkdtempSync(`${temporaryPrefixes()[0]}${name}-`);
}

/** The same in memory, where that is roomy, for much that is written and soon thrown away; else on disk. */
export function makeMemoryFolder(name: string): string {
  const [onDisk, inMemory = onDisk] = temporaryPrefixes();
  return mkdtempSync(`${isRoomy() ? inMemory : onDisk}${name}-`);
}

/** Linux's file system in memory; in a container it often has 64 MB. */
const memoryPath = '/dev/shm';

function isRoomy(): boolean {
  if (!existsSync(memoryPath)) return false;
  const { bavail, bsize } = statfsSync(memoryPath);
  return bavail * bsize >= 3 * 1024 ** 3;
}
