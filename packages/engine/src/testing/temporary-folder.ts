import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tells runs of the suite on one machine apart; set before the first spec, and inherited by Jest's workers. */
export const runVariable = 'PGRESTIFY_TEST_RUN';

/** How the paths of this run's temporary folders begin; none may be left after it. */
export function temporaryPrefix(): string {
  return join(realpathSync(tmpdir()), `pgrestify-${process.env[runVariable] ?? process.pid}-`);
}

/** Makes a folder for a test, which the test deletes. The name may hold blanks. */
export function makeTemporaryFolder(name: string): string {
  return mkdtempSync(`${temporaryPrefix()}${name}-`);
}
