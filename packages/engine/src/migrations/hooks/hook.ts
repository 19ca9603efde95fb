import type { ParsedScript } from '../migration';

/** When hooks run: around a run, and around each script within it, in the script's own transaction. */
export const hookNames = ['beforeRun', 'beforeEach', 'afterEach', 'afterRun'] as const;

/** One of them, as the config calls it. */
export type HookName = (typeof hookNames)[number];

/** The hooks of an environment: absolute paths of SQL files. */
export type HookPaths = Readonly<Partial<Record<HookName, string>>>;

/** The same as scripts that may run. */
export type Hooks = Readonly<Partial<Record<HookName, ParsedScript>>>;
