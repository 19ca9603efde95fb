import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { NxJsonConfiguration, TargetConfiguration } from '@nx/devkit';
import { findPackage } from './find-package';
import { lockFileNames } from './resolve-module';

type Inputs = NonNullable<TargetConfiguration['inputs']>;

/**
 * Inputs that change with the version of the plugin. As a package it is an external dependency, where Nx knows it as one;
 * as a project of the workspace (where Nx refuses that) its sources and the engine's are inputs.
 */
export function resolveEngineInputs(
  workspaceRoot: string,
  nxJson: NxJsonConfiguration,
  packagePath: string = findPackage(__dirname),
): Inputs {
  if (packagePath.split(sep).includes('node_modules')) {
    return isInLockFile(workspaceRoot, nxJson)
      ? [{ externalDependencies: ['@pgrestify/nx'] }]
      : [{ runtime: `echo @pgrestify/nx ${readVersion(packagePath)}` }, { externalDependencies: [] }];
  }
  const folder = relative(workspaceRoot, dirname(packagePath)).replaceAll(sep, '/');
  return folder.startsWith('..')
    ? [{ externalDependencies: [] }]
    : [`{workspaceRoot}/${folder}/{engine,nx}/src/**/*`, { externalDependencies: [] }];
}

/**
 * Whether Nx finds us among the external packages, which it reads out of the lock file in the root; every `validate` would
 * fail otherwise. Where there are several it is not known which one Nx takes.
 */
function isInLockFile(workspaceRoot: string, { pluginsConfig }: NxJsonConfiguration): boolean {
  if (pluginsConfig?.['@nx/js']?.analyzeLockfile === false) return false;
  const paths = lockFileNames.map((name) => join(workspaceRoot, name)).filter((path) => existsSync(path));
  return paths.length > 0 && paths.every((path) => readFileSync(path).includes('@pgrestify/nx'));
}

function readVersion(packagePath: string): string {
  // The parse boundary: our own manifest.
  const { version } = JSON.parse(readFileSync(join(packagePath, 'package.json'), 'utf8')) as { version: string };
  return version;
}
