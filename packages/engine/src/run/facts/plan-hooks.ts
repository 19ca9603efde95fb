import type { Settings } from '../../config/settings';
import type { HookedRun } from '../../plan/hooks/told';
import type { Plan } from '../../plan/plan';
import type { Facts } from './facts';

/** A plan with the hooks of the config around it, and around its steps. Loaded here: most projects have none. Pure. */
export function planHooks(
  plan: Plan,
  { hooks }: Pick<Facts, 'hooks'>,
  { environment }: Settings,
  command: HookedRun['command'],
): Plan {
  if (Object.keys(hooks).length === 0) return plan;
  const { withHooks } = require('../../plan/hooks/with-hooks') as typeof import('../../plan/hooks/with-hooks');
  return withHooks(plan, hooks, { command, environment });
}
