import { join } from 'node:path';
import { EngineError } from '../../../errors';
import type { ServerUser } from '../server/server-user';
import { adviseOnMissing, platformName } from './binaries-package';
import { findBinariesPackage } from './find-package';
import type { EmbeddedMajor } from './majors';
import { prepareBinaries } from './prepare-binaries';

/** Programs of one PostgreSQL version that are ready to run. */
export interface ServerBinaries {
  readonly major: EmbeddedMajor;
  /** Of the package, e.g. `18.4.0-beta.17`. */
  readonly version: string;
  readonly platform: string;
  readonly postgresPath: string;
  readonly initdbPath: string;
  readonly pgCtlPath: string;
}

/**
 * Finds the server of a major among the packages installed for one of the folders, or for the engine, and makes it
 * runnable by that user. Throws EMBEDDED_BINARIES_MISSING with the command that installs it.
 */
export async function findBinaries(options: BinariesOptions & { readonly user: ServerUser | undefined }) {
  const { major, platform, version, path } = locateBinaries(options);
  const key = `${platform}-${version}`;
  const runnablePath = await prepareBinaries({ packagePath: path, key, user: options.user });
  return { major, version, platform, ...programPaths(join(runnablePath, 'native', 'bin')) } satisfies ServerBinaries;
}

/** Which server is looked for, and where. */
export interface BinariesOptions {
  readonly major: EmbeddedMajor;
  readonly fromPaths: readonly string[];
  /** This machine's by default. */
  readonly platform?: string;
}

/** As `findBinaries`, without touching the package: what a run can know before it begins. */
export function locateBinaries(options: BinariesOptions) {
  const { major, platform = platformName(process.platform, process.arch) } = options;
  for (const fromPath of [...options.fromPaths, __dirname]) {
    const found = findBinariesPackage(major, platform, fromPath);
    if (found !== undefined) return { major, platform, ...found };
  }
  throw new EngineError('EMBEDDED_BINARIES_MISSING', `PostgreSQL ${major} for ${platform} is not installed.`, {
    hint: adviseOnMissing(major),
    fields: { major, platform },
  });
}

function programPaths(binPath: string): Pick<ServerBinaries, 'postgresPath' | 'initdbPath' | 'pgCtlPath'> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(binPath, `${name}${suffix}`);
  return { postgresPath: program('postgres'), initdbPath: program('initdb'), pgCtlPath: program('pg_ctl') };
}
