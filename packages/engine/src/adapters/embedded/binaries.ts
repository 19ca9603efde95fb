import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EngineError } from '../../errors';
import { installCommand, packageNames, platformName } from './binaries-package';
import type { EmbeddedMajor } from './majors';
import { prepareBinaries } from './prepare-binaries';
import type { ServerUser } from './server-user';

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
 * Finds the server of a major among the packages installed for the engine or for one of the folders, and makes it
 * runnable by that user. Throws EMBEDDED_BINARIES_MISSING with the command that installs it.
 */
export async function findBinaries(options: {
  readonly major: EmbeddedMajor;
  readonly fromPaths: readonly string[];
  readonly user: ServerUser | undefined;
}): Promise<ServerBinaries> {
  const platform = platformName(process.platform, process.arch);
  const { major } = options;
  for (const name of packageNames(major, platform)) {
    for (const fromPath of [...options.fromPaths, __dirname]) {
      const found = findPackage(name, fromPath);
      if (found === undefined || !found.version.startsWith(`${major}.`)) continue;
      const key = `${platform}-${found.version}`;
      const binPath = join(
        await prepareBinaries({ packagePath: found.path, key, user: options.user }),
        'native',
        'bin',
      );
      const program = (base: string) => join(binPath, process.platform === 'win32' ? `${base}.exe` : base);
      return {
        major,
        version: found.version,
        platform,
        postgresPath: program('postgres'),
        initdbPath: program('initdb'),
        pgCtlPath: program('pg_ctl'),
      };
    }
  }
  throw new EngineError('EMBEDDED_BINARIES_MISSING', `PostgreSQL ${major} for ${platform} is not installed.`, {
    hint: `Run \`${installCommand(major, platform)}\`.`,
    fields: { major, platform },
  });
}

function findPackage(name: string, fromPath: string): { readonly path: string; readonly version: string } | undefined {
  try {
    // The package exports its entry `dist/index.js` and nothing else, so package.json is found beside it.
    const entryPath = createRequire(join(fromPath, 'package.json')).resolve(name);
    const path = dirname(dirname(entryPath));
    const { version }: { readonly version: string } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    return { path, version };
  } catch {
    return undefined; // not installed there
  }
}
