import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../plan';

/** All that a step sends: its script, with what runs before and after it. Empty for one that only changes history. */
export function scriptsOf({ script, hooks }: Pick<Step, 'script' | 'hooks'>): readonly ParsedScript[] {
  if (!hooks) return script ? [script] : [];
  return [hooks.beforeEach, script, hooks.afterEach].filter((each) => each !== undefined);
}
