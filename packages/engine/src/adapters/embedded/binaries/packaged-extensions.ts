import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Extensions that a package of binaries holds; undefined where it keeps them elsewhere. */
export function packagedExtensions(packagePath: string): ReadonlySet<string> | undefined {
  const folders = ['share/postgresql/extension', 'share/extension'].map((path) => join(packagePath, 'native', path));
  const folder = folders.find(existsSync);
  if (folder === undefined) return undefined;
  return new Set(readdirSync(folder).flatMap((name) => /^(.*)\.control$/.exec(name)?.[1] ?? []));
}
