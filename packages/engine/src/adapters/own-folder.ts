import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of what we keep of a project on this machine, made when missing; it tells git and Nx to look away. */
export function ownFolder(projectRootPath: string): string {
  const path = join(projectRootPath, '.pgrestify');
  const ignorePath = join(path, '.gitignore');
  if (!existsSync(ignorePath)) {
    mkdirSync(path, { recursive: true });
    writeFileSync(ignorePath, '*\n');
  }
  return path;
}
