import type { Settings } from '../../config/settings';
import type { Plan } from '../../plan/plan';
import { planDown } from '../../plan/plan-down';
import { planFile } from '../../plan/plan-file';
import { watchRepeatables } from '../../plan/steps/watch-repeatables';
import { askStoredText } from '../../run/facts/ask-stored-text';
import type { Facts } from '../../run/facts/facts';
import { planHooks } from '../../run/facts/plan-hooks';
import type { Known } from '../../run/facts/questions';
import { withoutDowntime } from '../../run/guards/without-downtime';
import { lookUpRequirement } from '../other-projects/look-up-requirement';
import { withDependents } from '../other-projects/with-dependents';
import type { RollbackOptions } from './rollback.options';

/** What `rollback` would do with these options, judged by all but environment and database. Pure. */
export function planRollback(settings: Settings, options: RollbackOptions, facts: Facts, known: Known): Plan {
  const plan = watchRepeatables(planFiles(settings, options, facts, known), facts.project.parse);
  const { allowRequired } = options;
  const guarded = withDependents(settings, plan, { allowRequired }, known);
  const hooked = planHooks(guarded, facts, settings, 'rollback');
  return withoutDowntime(hooked, settings, facts.project, known);
}

function planFiles(settings: Settings, options: RollbackOptions, { project, history }: Facts, known: Known): Plan {
  const { set, parse, named } = project;
  const { to, steps, lastRun, missing, allowIrreversible } = options;
  const input = {
    set,
    history,
    parse,
    storedText: askStoredText(known),
  };
  if (!named) {
    const target = to === undefined ? {} : { to: String(to) };
    return planDown({ ...input, options: { ...target, steps, lastRun, missing, allowIrreversible } });
  }
  const { outOfOrder, allowEmpty } = settings.migrations;
  const requirementsMet = lookUpRequirement('anywhere', known);
  const about = { project: settings.project, requirementsMet, options: { outOfOrder, allowEmpty, allowIrreversible } };
  return refuseUp(planFile({ ...input, ...named, ...about }), options.file ?? named.path);
}

/** `rollback --file` undoes: an up.sql belongs to migrate. */
function refuseUp(plan: Plan, file: string): Plan {
  if (plan.direction === 'down' || plan.steps.every(({ action }) => action === 'script')) {
    return plan;
  }
  const message = `${file} applies a migration; rollback only undoes.`;
  const refusal = {
    code: 'OPTION_INVALID',
    message,
    ids: [],
    hint: 'Pass it to migrate --file.',
    waivedBy: undefined,
  } as const;
  return { ...plan, refusals: [...plan.refusals, refusal] };
}
