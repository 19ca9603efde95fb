import { join } from 'node:path';

/** The repository under test. */
export const repositoryFolder = join(__dirname, '..', '..', '..', '..');

/** Survives runs, ignored by git: what is slow to install. */
export const cacheFolder = join(repositoryFolder, 'tmp', 'e2e');

/** The packed packages of this run. */
export const tarballFolder = join(cacheFolder, 'tarballs');
