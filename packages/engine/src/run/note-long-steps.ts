import type { StepReport } from '../apply/run-plan';
import type { Settings } from '../config/settings';
import type { CommandPorts } from './command';

/** Of a shorter one nobody asks how long it takes. */
const longMs = 1_000;

/** Notes which steps took long, and how long, when there are any. Only of those that succeeded it tells something. */
export function noteLongSteps(
  steps: readonly StepReport[],
  { environment }: Pick<Settings, 'environment'>,
  { clock, noteDurations }: Pick<CommandPorts, 'clock' | 'noteDurations'>,
): void {
  const long = steps.filter(
    ({ step, outcome, durationMs }) => step.script && outcome === 'succeeded' && durationMs >= longMs,
  );
  if (long.length > 0) noteDurations?.({ environment, at: clock.now(), steps: long });
}
