import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The repository under test. */
export const repositoryFolder = join(__dirname, '..', '..', '..', '..');

/** Survives runs, ignored by git: what is slow to install. */
export const cacheFolder = join(repositoryFolder, 'tmp', 'e2e');

/** The packed packages of this run. */
export const tarballFolder = join(cacheFolder, 'tarballs');

/** Temporary folders of the suites begin so; none may be left after a run. */
export const temporaryPrefix = join(tmpdir(), 'pgrestify-e2e-');
