import { relative, sep } from 'node:path';
import type { NxJsonConfiguration, TargetConfiguration } from '@nx/devkit';
import { writeBaseArguments } from '../base/base-arguments';
import { resolveBaseRef } from '../base/base-ref';
import { listOwnFolders, type ProjectSources } from './file-inputs';
import { findPackage } from './find-package';

type Inputs = NonNullable<TargetConfiguration['inputs']>;

/**
 * An input of `validate` that changes when the project's scripts do where this branch left its base, or on the base as it
 * is now, and not with every commit there. Nx runs it for each project that is hashed: a process of Node and three of git.
 */
export function resolveBaseInput(
  project: ProjectSources,
  workspaceRoot: string,
  nxJson: NxJsonConfiguration,
  packagePath: string = findPackage(__dirname),
): Inputs {
  // From its sources the program is TypeScript: there every commit counts.
  if (!packagePath.split(sep).includes('node_modules')) return [{ runtime: 'git show-ref --head' }];
  const { name, saidBy } = resolveBaseRef({}, nxJson);
  const folders = listOwnFolders(project);
  const { projectRoot } = project;
  const words = writeBaseArguments({ projectRoot, folders, defaultBase: saidBy === 'default' ? undefined : name });
  const program = `${relative(workspaceRoot, packagePath).replaceAll(sep, '/')}/dist/base/print-base-trees.js`;
  return [{ runtime: ['node', quoted(program), ...words].join(' ') }];
}

function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `"${path}"`;
}
