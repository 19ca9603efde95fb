import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of our package.json, above `src/inference` or `dist/inference`. */
export function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder));
}
