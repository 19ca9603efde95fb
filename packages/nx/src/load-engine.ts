/** The engine, whose types need no loading. */
export type Engine = typeof import('@pgrestify/engine');

/**
 * The engine, loaded when something needs it and never before: Nx loads this plugin into all of its commands.
 * By `require` and not by `import()`: a plugin that runs from its sources (under swc) finds a path-mapped package only so.
 */
export function loadEngine(): Engine {
  return require('@pgrestify/engine') as typeof import('@pgrestify/engine');
}
