import { EngineError } from '../errors';
import type { Reporter } from '../events';
import type { Step } from '../plan/plan';
import type { Clock } from '../ports';
import { describeError } from './failures/describe-error';
import type { StepWatch } from './observe-step';
import type { RetryTime } from './retry-time';

/** Decides whether a transaction that failed is tried again, and waits until it is time to. */
export interface Retries {
  /** `failed` is the script, or a part of one. Answers after the pause; `fail` at once. Throws CANCELLED when the run is interrupted meanwhile. */
  readonly next: (error: unknown, failed: 'whole' | 'part') => Promise<'again' | 'fail'>;
  /** The time begins anew: what failed so far was done, and another part begins. */
  readonly restart: () => void;
}

/** What retries work with. */
export interface RetryPorts {
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** The tries of a step: while there is time, with pauses that grow. Each is reported with its blockers. */
export function openRetries(
  step: Step,
  time: RetryTime,
  watch: Pick<StepWatch, 'takeBlockers'>,
  { clock, reporter, signal }: RetryPorts,
): Retries {
  let attempt = 0;
  return {
    next: async (error, failed) => {
      const left = time.leftMs();
      if (!isGone(error) || left <= 0 || signal.aborted) return 'fail';
      attempt += 1;
      const delayMs = Math.round(Math.min(left, retryDelayMs(attempt, clock.random())));
      const { id, action } = step;
      reporter.report({
        type: 'step-retrying',
        at: clock.now(),
        id,
        action,
        attempt,
        delayMs,
        retryUntil: time.until(),
        error: describeError(error),
        ...watch.takeBlockers(),
      });
      await clock.sleep(delayMs, signal);
      if (!signal.aborted) return 'again';
      throw new EngineError('CANCELLED', `${step.path}: interrupted while waiting to try again.`, {
        // Of one in parts it is said where it goes on.
        hint: failed === 'part' ? 'Run again.' : 'Run again: nothing of it was kept.',
      });
    },
    restart: () => {
      time.restart();
      attempt = 0;
    },
  };
}

/**
 * Whether the transaction is gone for what another session did at the same moment, so that it may be tried again: a lock
 * not given in time, a deadlock, a serialization failure, or a row of the system's catalog that both wrote. The last is
 * XX000 for a row that was there, and 23505 in `pg_catalog` for one that both made, as by CREATE … IF NOT EXISTS.
 */
function isGone(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  switch (error.fields.sqlState) {
    case '55P03':
    case '40P01':
    case '40001':
      return true;
    case 'XX000':
      // An internal message of the server, which is in no language but English.
      return /tuple concurrently (updated|deleted)/.test(error.message);
    case '23505':
      return error.fields.schema === 'pg_catalog';
    default:
      return false;
  }
}

/** Doubles from 200 ms to 10 s; half of it is jitter, so that runners that met once do not meet again. */
function retryDelayMs(attempt: number, random: number): number {
  return Math.min(10_000, 200 * 2 ** (attempt - 1)) * (0.5 + random / 2);
}
