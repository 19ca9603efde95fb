import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';

/**
 * Inputs that change with the version of the plugin. As a package it is an external dependency; as a project of the
 * workspace (where Nx refuses that) its sources and the engine's are inputs.
 */
export function resolveEngineInputs(
  workspaceRoot: string,
  packagePath: string = findPackage(__dirname),
): NonNullable<TargetConfiguration['inputs']> {
  if (packagePath.split(sep).includes('node_modules')) return [{ externalDependencies: ['@pgrestify/nx'] }];
  const folder = relative(workspaceRoot, dirname(packagePath)).replaceAll(sep, '/');
  return folder.startsWith('..')
    ? [{ externalDependencies: [] }]
    : [`{workspaceRoot}/${folder}/{engine,nx}/src/**/*`, { externalDependencies: [] }];
}

/** The folder of our package.json, above `src/inference` or `dist/inference`. */
function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder));
}
