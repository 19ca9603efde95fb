import { EngineError } from '../errors';
import type { Plan, Step } from '../plan/plan';
import { describeError } from './failures/describe-error';
import { recordFailure } from './record-failure';
import type { RunPlanPorts, RunReport, StepReport } from './run-plan';

/**
 * Does what a plan of `baseline` or `repair` steps says, all in one transaction: either each is done or none is. Never
 * throws for one that failed: that is in the report, with the first step in place of all.
 */
export async function recordPlan({ steps }: Plan, ports: RunPlanPorts): Promise<RunReport> {
  const { store, clock, reporter, signal } = ports;
  const start = clock.monotonicMs();
  try {
    if (signal.aborted)
      throw new EngineError('CANCELLED', 'Interrupted before anything was recorded.', { hint: 'Run again.' });
    await store.rewrite(steps);
    for (const { id, action } of steps)
      reporter.report({ type: 'step-finished', at: clock.now(), id, action, durationMs: 0 });
    return { outcome: 'succeeded', steps: steps.map((step) => reportOf(step, 'succeeded')) };
  } catch (error) {
    const [first, ...rest] = steps;
    if (!first) throw error;
    const durationMs = Math.round(clock.monotonicMs() - start);
    if (!(error instanceof EngineError)) ports.trace?.(error);
    const described = describeError(error);
    reporter.report({
      type: 'step-failed',
      at: clock.now(),
      id: first.id,
      action: first.action,
      durationMs,
      error: described,
    });
    await recordFailure(first, described, durationMs, ports);
    const failed: StepReport = { step: first, outcome: 'failed', durationMs, error: described };
    return {
      outcome: signal.aborted ? 'cancelled' : 'failed',
      steps: [failed, ...rest.map((step) => reportOf(step, 'not-run'))],
    };
  }
}

function reportOf(step: Step, outcome: 'succeeded' | 'not-run'): StepReport {
  return { step, outcome, durationMs: 0, error: undefined };
}
