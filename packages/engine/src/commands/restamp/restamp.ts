import type { Settings } from '../../config/settings';
import type { Renamed } from '../../plan/requirements/move-requirements';
import type { CommandPorts } from '../../run/command';
import type { RestampPlan } from './plan-restamp';

export type { Restamp, RestampPlan } from './plan-restamp';
export type { Renamed };

/** See `planRestamp` of its file. Loaded here: only a generator asks. */
export function planRestamp(
  settings: Settings,
  options: { readonly base?: string | undefined },
  ports: Pick<CommandPorts, 'base' | 'clock' | 'files'>,
): RestampPlan {
  const plan = require('./plan-restamp') as typeof import('./plan-restamp');
  return plan.planRestamp(settings, options, ports);
}

/** See `moveRequirements` of its file. */
export function moveRequirements(text: string, renamed: Renamed): string {
  const move =
    require('../../plan/requirements/move-requirements') as typeof import('../../plan/requirements/move-requirements');
  return move.moveRequirements(text, renamed);
}
