import type { ErrorCode, ErrorReport } from '../errors';
import { toldOutcome } from '../plan/hooks/told';
import type { Step } from '../plan/plan';
import { unreachable } from './record-failure';

/** What became of a step so far, as the loop reports it. */
interface EndedStep {
  readonly step: Step;
  readonly outcome: 'succeeded' | 'failed' | 'skipped' | 'not-run';
  readonly error: Pick<ErrorReport, 'code'> | undefined;
}

/** Whether a step runs also when what came before it failed: what `beforeRun` has begun is to be ended. */
export function runsRegardless(step: Step, reports: readonly EndedStep[]): boolean {
  if (step.action !== 'hook' || step.id !== 'afterRun') return false;
  const hasBegun = reports.some(({ outcome }) => outcome !== 'not-run');
  return hasBegun && !reports.some(hasNotBegun) && !reports.some(({ error }) => error && beyondHooks.has(error.code));
}

/** `afterRun`, told how the run went before it. */
export function tellOutcome(step: Step, outcome: 'failed' | 'cancelled'): Step {
  return { ...step, hooks: { ...step.hooks, told: { ...step.hooks?.told, ...toldOutcome(outcome) } } };
}

/** Whether it is `beforeRun`, and was not done: nothing of it was kept, and nothing may follow it. */
export function hasNotBegun({ step, outcome }: EndedStep): boolean {
  return step.action === 'hook' && step.id === 'beforeRun' && outcome !== 'succeeded';
}

/** Errors after which nothing more can be done in the database, or by this run. */
const beyondHooks: ReadonlySet<ErrorCode> = new Set([
  ...unreachable,
  'RUN_LOCK_LOST',
  'DATABASE_READ_ONLY',
  'INTERNAL',
]);
