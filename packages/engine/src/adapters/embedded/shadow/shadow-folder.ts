import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ownFolder } from '../../own-folder';

/** Whose shadow it is, and where it may be. */
export interface ShadowPlaceOptions {
  readonly projectRootPath: string;
  readonly workspacePath: string;
  /** A folder for what can be made again, whose owner empties it; `.pgrestify` of the project unless set. */
  readonly cachePath?: string | undefined;
}

/** The folder of a project's shadow clusters. Nothing is made. */
export function shadowFolder({ projectRootPath, workspacePath, cachePath }: ShadowPlaceOptions): string {
  if (cachePath === undefined) return join(projectRootPath, '.pgrestify');
  // One name for each project, without folders in folders: a project may be inside of another.
  const name = relative(workspacePath, projectRootPath).replaceAll(/[\\/]/g, '+') || '+';
  return join(cachePath, 'pgrestify', name);
}

/** The same, made when missing. */
export function makeShadowFolder(options: ShadowPlaceOptions): string {
  if (options.cachePath === undefined) return ownFolder(options.projectRootPath);
  const path = shadowFolder(options);
  mkdirSync(path, { recursive: true });
  return path;
}
