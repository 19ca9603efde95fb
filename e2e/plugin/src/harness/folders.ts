import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The repository under test. */
export const repositoryFolder = join(__dirname, '..', '..', '..', '..');

/** Survives runs, ignored by git: what is slow to install. */
export const cacheFolder = join(repositoryFolder, 'tmp', 'e2e');

/** The packed packages of this run. */
export const tarballFolder = join(cacheFolder, 'tarballs');

/** Tells runs on one machine apart; set before the first suite and inherited by Jest's workers. */
export const runVariable = 'E2E_RUN';

/** Temporary folders of the suites begin so; none may be left after a run. */
export const temporaryPrefix = join(tmpdir(), `pgrestify-e2e-${process.env[runVariable] ?? process.pid}-`);
