import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** A link that the package cannot contain, because npm packs none; paths relative to the package. */
interface PackedLink {
  readonly source: string;
  readonly target: string;
}

/** The links that the package's postinstall script would have made and that are missing, as with `--ignore-scripts`. */
export function missingSymlinks(packagePath: string): readonly PackedLink[] {
  const listPath = join(packagePath, 'native', 'pg-symlinks.json');
  if (!existsSync(listPath)) return []; // Windows has none
  const links: readonly PackedLink[] = JSON.parse(readFileSync(listPath, 'utf8'));
  return links.filter((link) => !existsSync(join(packagePath, link.target)));
}

/** Makes the missing links. Two processes may do so at once. Throws what the file system throws. */
export function hydrateSymlinks(packagePath: string): void {
  for (const { source, target } of missingSymlinks(packagePath)) {
    const targetPath = join(packagePath, target);
    const sourcePath = join(relative(dirname(target), dirname(source)), basename(source));
    try {
      symlinkSync(sourcePath, targetPath);
    } catch (error) {
      if (!existsSync(targetPath)) throw error;
    }
  }
}
