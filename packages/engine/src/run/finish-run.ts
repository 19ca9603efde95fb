import { describeError } from '../apply/failures/describe-error';
import type { RunReport, StepReport } from '../apply/run-plan';
import { EngineError, type ErrorReport } from '../errors';
import type { LockedStore } from '../history/store';
import type { CommandPorts } from './command';

/**
 * Writes the run's own event, which makes what the steps committed durable, and answers the report as it is true then: a
 * server that crashed may have taken steps back (COMMITS_LOST). When the database is gone after a failure, the steps
 * already say so; after a success it is thrown (COMMIT_UNKNOWN).
 */
export async function finishRun(
  locked: LockedStore,
  report: RunReport,
  durationMs: number,
  ports: Pick<CommandPorts, 'clock' | 'reporter'>,
): Promise<RunReport> {
  const changed = report.steps.filter(({ outcome }) => outcome === 'succeeded').length;
  const message = report.steps
    .map(({ step, outcome }) => `${step.action} ${step.id}: ${outcome}`)
    .slice(0, 100)
    .join('\n');
  try {
    await locked.finish({ outcome: report.outcome, changed, durationMs, message });
    return report;
  } catch (error) {
    const lost = lostSteps(error);
    if (lost.length > 0) {
      return takeBack(report, lost, describeError(error), ports);
    }
    if (report.outcome === 'succeeded') {
      throw error;
    }
    return report;
  }
}

function lostSteps(error: unknown): readonly string[] {
  const steps = error instanceof EngineError && error.code === 'COMMITS_LOST' ? error.fields.steps : undefined;
  return Array.isArray(steps) ? steps : [];
}

function takeBack(
  report: RunReport,
  lost: readonly string[],
  error: ErrorReport,
  { clock, reporter }: Pick<CommandPorts, 'clock' | 'reporter'>,
): RunReport {
  const steps = report.steps.map((reported): StepReport => {
    const { step, outcome, durationMs } = reported;
    if (outcome !== 'succeeded' || !lost.includes(`${step.action} ${step.id}`)) {
      return reported;
    }
    reporter.report({ type: 'step-failed', at: clock.now(), id: step.id, action: step.action, durationMs, error });
    return { ...reported, outcome: 'failed', error };
  });
  return { outcome: report.outcome === 'succeeded' ? 'failed' : report.outcome, steps };
}
