import type { Clock } from '../../ports';
import type { Session } from '../session/session';
import { mayPass } from './connect-error';

/**
 * Connects again after a connection was lost, for as long as the server cannot be reached: one that crashed is back
 * within seconds. Once `signal` is aborted it is tried no more. Throws what the last attempt threw.
 */
export async function reconnect(
  open: () => Promise<Session>,
  { forMs, clock, signal }: { readonly forMs: number; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Session> {
  const start = clock.monotonicMs();
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!mayPass(error) || signal.aborted || clock.monotonicMs() - start >= forMs) throw error;
    }
    await clock.sleep(againAfterMs, signal);
  }
}

const againAfterMs = 250;
