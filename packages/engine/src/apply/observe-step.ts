import type { Blocker, Reporter } from '../events';
import type { StepObserver } from '../history/store';
import type { Step } from '../plan/plan';
import type { Clock } from '../ports';

/** An observer that turns what a step shows into events, and remembers who blocked it last. */
export interface StepWatch extends StepObserver {
  readonly blockers: () => readonly Blocker[];
}

/** A loop of RAISE NOTICE must not flood terminal and report: so many are passed on, the rest are counted. */
const maxNotices = 100;

export function observeStep(step: Step, clock: Clock, reporter: Reporter): StepWatch {
  const { id, action } = step;
  let notices = 0;
  let blockers: readonly Blocker[] = [];
  return {
    onNotice(severity, message) {
      if (isSkipped(severity, message)) {
        return;
      }
      notices += 1;
      if (notices <= maxNotices) {
        reporter.report({ type: 'server-notice', at: clock.now(), id, action, severity, message });
      } else if (notices === maxNotices + 1) {
        reporter.report({
          type: 'server-notice',
          at: clock.now(),
          id,
          action,
          severity: 'NOTICE',
          message: 'more notices are not shown',
        });
      }
    },
    onProgress(done, total) {
      reporter.report({ type: 'statement-finished', at: clock.now(), id, action, done, total });
    },
    onBlocked(now) {
      blockers = now;
      reporter.report({ type: 'step-waiting', at: clock.now(), id, action, blockers: now });
    },
    blockers: () => blockers,
  };
}

/** `IF EXISTS` and `IF NOT EXISTS` say at every run that they did their work: no news in scripts that run again. */
function isSkipped(severity: string, message: string): boolean {
  return severity === 'NOTICE' && message.endsWith(', skipping');
}
