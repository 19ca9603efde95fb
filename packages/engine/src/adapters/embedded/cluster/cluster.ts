import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../../errors';
import type { ServerBinaries } from '../binaries/binaries';
import type { ServerUser } from '../server/server-user';
import { type ClusterPaths, clusterPaths } from './cluster-paths';
import { copyTree, giveTree } from './copy-tree';
import { publishFolder } from './publish-folder';
import { openTemplate } from './template';

/** A cluster on disk with the programs that serve it. */
export interface Cluster {
  readonly paths: ClusterPaths;
  readonly binaries: ServerBinaries;
  readonly user: ServerUser | undefined;
  readonly password: string;
}

/**
 * The cluster of that folder, copied from the template when there is none. Not started.
 * `settings` go to postgresql.conf of a new one, so that ALTER SYSTEM can change them.
 * Throws EMBEDDED_START_FAILED when the data folder is of another major.
 */
export async function openCluster(options: {
  readonly basePath: string;
  readonly binaries: ServerBinaries;
  readonly user: ServerUser | undefined;
  readonly settings: Readonly<Record<string, string>>;
}): Promise<Cluster> {
  const { binaries, user } = options;
  const paths = clusterPaths(options.basePath);
  if (!existsSync(paths.dataPath)) {
    const template = await openTemplate(binaries, user);
    mkdirSync(paths.basePath, { recursive: true });
    writeFileSync(paths.passwordPath, template.password, { mode: 0o600 });
    await publishFolder(paths.dataPath, user, (buildPath) => {
      copyTree(template.dataPath, buildPath, user);
      appendFileSync(join(buildPath, 'postgresql.conf'), settingLines(options.settings));
    });
  }
  checkMajor(paths.dataPath, binaries);
  // Root's after it was copied by root.
  if (user !== undefined && statSync(paths.dataPath).uid !== user.uid) giveTree(paths.dataPath, user);
  return { paths, binaries, user, password: readFileSync(paths.passwordPath, 'utf8') };
}

function settingLines(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
  return `\n# pgrestify\n${lines.join('')}`;
}

function checkMajor(dataPath: string, binaries: ServerBinaries): void {
  const found = readFileSync(join(dataPath, 'PG_VERSION'), 'utf8').trim();
  if (found === String(binaries.major)) return;
  throw new EngineError(
    'EMBEDDED_START_FAILED',
    `The data folder ${dataPath} is of PostgreSQL ${found}, not of ${binaries.major}.`,
    { hint: `Delete that folder, or set \`major: ${found}\`.`, fields: { found, major: binaries.major } },
  );
}
