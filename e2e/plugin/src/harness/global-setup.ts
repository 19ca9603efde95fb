import { rmSync } from 'node:fs';
// By its path: Jest resolves the imports of a global setup by itself, and the packages are not built yet.
import startTestRun from '../../../../packages/engine/testing/test-run/global-setup';
import { prepareBaseWorkspace } from './base-workspace';
import { tarballFolder } from './folders';
import { installNodePrograms } from './node-program';
import { packPackages } from './pack';
import { nxVersions } from './versions';

/** Before the first suite: packs both packages, and has a workspace of each version of Nx with them installed. */
export default async function globalSetup(): Promise<void> {
  startTestRun();
  rmSync(tarballFolder, { recursive: true, force: true });
  const tarballs = await packPackages(tarballFolder);
  await Promise.all([installNodePrograms(), ...nxVersions.map((version) => prepareBaseWorkspace(version, tarballs))]);
}
