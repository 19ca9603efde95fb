/**
 * The folder of Nx's cache, which `nx reset` empties. Asked of Nx, which knows the variable, the nx.json and the work
 * tree that decide it; loaded when a shadow is wanted, and for that alone.
 */
export function nxCachePath(): string {
  const { cacheDir } = require('@nx/devkit') as typeof import('@nx/devkit');
  return cacheDir;
}
