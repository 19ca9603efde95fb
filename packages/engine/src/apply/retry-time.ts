import type { Clock } from '../ports';

/** How long what fails for another session is tried again. */
export interface RetryTime {
  readonly leftMs: () => number;
  /** When it is over. */
  readonly until: () => Date;
  /** Begins anew. */
  readonly restart: () => void;
}

/** Goes by the clock that never goes back; the time of day is only to be told. */
export function startRetryTime(lockRetryForMs: number, clock: Pick<Clock, 'now' | 'monotonicMs'>): RetryTime {
  const start = () => ({ ms: clock.monotonicMs(), until: new Date(clock.now().getTime() + lockRetryForMs) });
  let started = start();
  return {
    leftMs: () => lockRetryForMs - (clock.monotonicMs() - started.ms),
    until: () => started.until,
    restart: () => {
      started = start();
    },
  };
}
