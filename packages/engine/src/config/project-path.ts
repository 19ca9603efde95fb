import { relative, sep } from 'node:path';
import type { Settings } from './settings';

/** The folder of a project, relative to the workspace, with `/`; empty when it is that. */
export function projectPathOf({
  workspacePath,
  projectRootPath,
}: Pick<Settings, 'workspacePath' | 'projectRootPath'>): string {
  return relative(workspacePath, projectRootPath).replaceAll(sep, '/');
}
