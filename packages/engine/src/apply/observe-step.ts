import type { Blocker, Reporter } from '../events';
import type { StepObserver } from '../history/store';
import type { Step } from '../plan/plan';
import type { Clock } from '../ports';
import { type Onlooker, watchProgress } from './watch-progress';

/** Who was seen in the way of a step. */
export interface SeenBlockers {
  readonly blockers: readonly Blocker[];
  readonly waitersBehind: number;
}

/** An observer that turns what a step shows into events, and remembers who blocked it. */
export interface StepWatch extends Omit<StepObserver, 'onTakenBack'> {
  /** Who blocked it since the last call. */
  readonly takeBlockers: () => SeenBlockers;
}

/** A loop of RAISE NOTICE must not flood terminal and report: so many are passed on, the rest are counted. */
const maxNotices = 100;

/** What an observer of a step works with. */
export interface ObserveStepPorts {
  readonly clock: Clock;
  readonly reporter: Reporter;
  /** Until when a wait that is given up begins again; undefined for one that is not given up, or not begun again. */
  readonly retryUntil: () => Date | undefined;
  /** Somebody who looks on; see `RunPlanPorts`. */
  readonly onlooker?: Onlooker;
}

/** Observes one step; see `StepWatch`. */
export function observeStep(step: Step, { clock, reporter, retryUntil, onlooker }: ObserveStepPorts): StepWatch {
  const { id, action } = step;
  const progress = onlooker && watchProgress(step, { clock, reporter, onlooker });
  let notices = 0;
  let seen = unseen;
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
    ...progress?.listeners,
    onProgress(done, total) {
      progress?.onProgress(done, total);
      reporter.report({ type: 'statement-finished', at: clock.now(), id, action, done, total });
    },
    onTakenApart(place) {
      const message = `${place} cannot be in a transaction here, says the server. Nothing was kept; the script goes on outside a transaction, statement by statement.`;
      reporter.report({ type: 'notice-raised', at: clock.now(), severity: 'warning', message, ids: [id] });
    },
    onBlocked(blockers, waitersBehind) {
      seen = { blockers, waitersBehind };
      const until = retryUntil();
      const at = clock.now();
      reporter.report({ type: 'step-waiting', at, id, action, ...seen, ...(until && { retryUntil: until }) });
    },
    takeBlockers: () => {
      const taken = seen;
      seen = unseen;
      return taken;
    },
  };
}

const unseen: SeenBlockers = { blockers: [], waitersBehind: 0 };

/** `IF EXISTS` and `IF NOT EXISTS` say at every run that they did their work: no news in scripts that run again. */
function isSkipped(severity: string, message: string): boolean {
  return severity === 'NOTICE' && message.endsWith(', skipping');
}
