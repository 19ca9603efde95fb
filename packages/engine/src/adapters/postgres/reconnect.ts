import { EngineError } from '../../errors';
import type { Clock } from '../../ports';
import type { Session } from './session';

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
      const isWorthwhile = error instanceof EngineError && mayPass.has(error.code);
      if (!isWorthwhile || signal.aborted || clock.monotonicMs() - start >= forMs) throw error;
    }
    await clock.sleep(againAfterMs, signal);
  }
}

const againAfterMs = 250;

/** Not a wrong password, nor a database that is not there. A connection may be lost again while it is made ready. */
const mayPass: ReadonlySet<string> = new Set(['CONNECTION_FAILED', 'CONNECTION_LOST']);
