import { namedObjects } from '../../migrations/units/named-objects';
import type { MigrationStatus, Plan, WatchedScript } from '../plan';
import type { PlanInput } from '../plan-input';

/**
 * A plan whose downs watch over what applied repeatable scripts have made, and what that is made over: where a rollback
 * drops it, the script is to run again, since its checksum would never tell. Read only for a plan that undoes something.
 */
export function watchRepeatables(plan: Plan, parse: PlanInput['parse']): Plan {
  if (!plan.steps.some(({ action }) => action === 'down')) return plan;
  const watched = plan.statuses.flatMap((status) => watch(status, parse));
  if (watched.length === 0) return plan;
  return { ...plan, steps: plan.steps.map((step) => (step.action === 'down' ? { ...step, watched } : step)) };
}

function watch({ id, file, state }: MigrationStatus, parse: PlanInput['parse']): readonly WatchedScript[] {
  if (file?.kind !== 'repeatable' || state !== 'applied') return [];
  const names = namedObjects(parse(file.script));
  return names.length > 0 ? [{ id, names }] : [];
}
