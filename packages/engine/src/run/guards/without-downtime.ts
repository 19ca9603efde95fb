import type { Settings } from '../../config/settings';
import type { Plan } from '../../plan/plan';
import type { CommandPorts } from '../command';

/** The option that decides, over what the settings say. */
interface LockOption {
  readonly lock?: boolean | undefined;
}

/** How long a run may make the application wait for a lock: `brief` with `--no-lock` or `zeroDowntime`. */
export function lockWaitsOf({ migrations }: Settings, { lock }: LockOption): 'brief' | 'usual' {
  const isBrief = lock === undefined ? migrations.zeroDowntime : !lock;
  return isBrief ? 'brief' : 'usual';
}

/** A plan, judged where the application is never to be made to wait. The linter is loaded only then. */
export async function withoutDowntime(
  settings: Settings,
  options: LockOption,
  planned: Promise<Plan>,
  ports: Pick<CommandPorts, 'files' | 'tables'>,
): Promise<Plan> {
  const plan = await planned;
  if (lockWaitsOf(settings, options) === 'usual') return plan;
  const { refuseBlocking } = require('./refuse-blocking') as typeof import('./refuse-blocking');
  return refuseBlocking(plan, settings, ports);
}
