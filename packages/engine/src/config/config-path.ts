import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { configFileNames } from './config-file-names';
import type { Settings } from './settings';

/** The config file of a project, or where it would be, relative to the workspace, with `/`. */
export function configPathOf({
  workspacePath,
  projectRootPath,
}: Pick<Settings, 'workspacePath' | 'projectRootPath'>): string {
  const [first = ''] = configFileNames;
  const name = configFileNames.find((each) => existsSync(join(projectRootPath, each))) ?? first;
  return relative(workspacePath, join(projectRootPath, name)).replaceAll('\\', '/');
}
