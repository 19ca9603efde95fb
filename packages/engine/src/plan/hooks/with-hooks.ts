import type { HookName, Hooks } from '../../migrations/hooks/hook';
import type { ParsedScript } from '../../migrations/migration';
import type { Plan, Step, StepHooks } from '../plan';
import { scriptStep } from '../steps/script-step';
import { type HookedRun, toldOfRun, toldOutcome } from './told';

/** A plan with the hooks of the config. One without steps stays as it is: nothing to do is nothing to run around. Pure. */
export function withHooks(plan: Plan, hooks: Hooks, run: HookedRun): Plan {
  if (plan.steps.length === 0) return plan;
  const steps = plan.steps.map((step) => withStepHooks(step, hooks, run));
  return {
    ...plan,
    steps: [...runHook('beforeRun', hooks, run), ...steps, ...runHook('afterRun', hooks, run)],
  };
}

/** A step with what runs around its script; one that runs none stays as it is. Pure. */
export function withStepHooks(step: Step, { beforeEach, afterEach }: Hooks, run: HookedRun): Step {
  if ((!beforeEach && !afterEach) || !step.script || step.change || step.action === 'hook') return step;
  const direction = step.action === 'down' ? 'down' : 'up';
  const told = { ...toldOfRun(run), 'pgrestify.migration': step.id, 'pgrestify.direction': direction };
  const hooks: StepHooks = { ...(beforeEach && { beforeEach }), ...(afterEach && { afterEach }), told };
  return { ...step, hooks };
}

/** The step of `beforeRun` or `afterRun`, where there is such a hook. Pure. */
export function runHook(
  name: Extract<HookName, 'beforeRun' | 'afterRun'>,
  hooks: Hooks,
  run: HookedRun,
): readonly Step[] {
  const script = hooks[name];
  return script ? [hookStep(name, script, run)] : [];
}

function hookStep(name: 'beforeRun' | 'afterRun', script: ParsedScript, run: HookedRun): Step {
  const told = { ...toldOfRun(run), ...(name === 'afterRun' && toldOutcome('succeeded')) };
  return { ...scriptStep({ id: name, version: undefined }, script), action: 'hook', hooks: { told } };
}
