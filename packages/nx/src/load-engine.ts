/**
 * The engine, loaded when something needs it and never before: Nx loads this plugin into all of its commands.
 * By `require` and not by `import()`: a plugin that runs from its sources (under swc) finds a path-mapped package only so.
 */
export function loadEngine(): typeof import('@pgrestify/engine') {
  return require('@pgrestify/engine') as typeof import('@pgrestify/engine');
}
