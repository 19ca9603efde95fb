import { EngineError } from '../../errors';
import type { Clock } from '../../ports';
import type { Session } from '../session/session';
import { mayPass } from './connect-error';

/** How long to wait for a database that is not there yet, and who is told of it. */
export interface Patience {
  /** 0: one attempt. */
  readonly forMs: number;
  /** Aborted: waiting ends at once. */
  readonly signal: AbortSignal;
  /** Called when waiting begins, and when it goes on for another reason. */
  readonly onWaiting: (because: EngineError) => void;
  /** Called once a session is open after all. */
  readonly onWaited: (waitedMs: number) => void;
}

/**
 * Opens a session of a server that may be starting, crowded, or not reachable yet, as when it is started beside us: again
 * after a pause that grows, with jitter, until the time is over. What will not pass is thrown at once: a wrong password,
 * a missing database or right, TLS that fails. Throws CANCELLED, or what the last attempt threw.
 */
export async function openPatiently(
  open: () => Promise<Session>,
  { forMs, signal, onWaiting, onWaited, clock }: Patience & { readonly clock: Clock },
): Promise<Session> {
  const start = clock.monotonicMs();
  let pauseMs = firstPauseMs;
  let reason: string | undefined;
  for (;;) {
    try {
      const session = await open();
      if (reason !== undefined) onWaited(Math.round(clock.monotonicMs() - start));
      return session;
    } catch (error) {
      if (signal.aborted) throw interrupted();
      const leftMs = forMs - (clock.monotonicMs() - start);
      if (!mayPass(error) || leftMs <= 0) throw error;
      if (reason !== error.code) onWaiting(error);
      reason = error.code;
      await clock.sleep(Math.min(pauseMs * (0.5 + clock.random()), leftMs), signal);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
    if (signal.aborted) throw interrupted();
  }
}

const firstPauseMs = 100;
/** A server that is up is noticed within three seconds, and one that is crowded is not crowded more. */
const longestPauseMs = 2_000;

function interrupted(): EngineError {
  return new EngineError('CANCELLED', 'Interrupted while waiting for the database; nothing was run.', {
    hint: 'Run again.',
  });
}
