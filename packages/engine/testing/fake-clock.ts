import type { Clock } from '../src/ports';

/** A clock that stands still until it is told otherwise; a sleep moves it forward and ends at once. */
export interface FakeClock extends Clock {
  readonly advance: (durationMs: number) => void;
  /** Durations that were slept, in order. */
  readonly sleeps: readonly number[];
}

/** Opens a fake clock. `random` is what each draw gives: without jitter's chance, 0.5. */
export function createFakeClock(start = new Date('2026-01-01T00:00:00.000Z'), random = 0.5): FakeClock {
  const sleeps: number[] = [];
  let elapsedMs = 0;
  const advance = (durationMs: number) => {
    elapsedMs += durationMs;
  };
  return {
    sleeps,
    advance,
    now: () => new Date(start.getTime() + elapsedMs),
    monotonicMs: () => elapsedMs,
    random: () => random,
    sleep: async (durationMs, signal) => {
      if (signal?.aborted) return;
      sleeps.push(durationMs);
      advance(durationMs);
    },
  };
}
