import type { Clock } from '../ports';

/**
 * Asks for a cancel when the signal is aborted, and again until the step has ended: a request that arrives before the
 * server has begun with the message does nothing. Call what it answers when the step has ended.
 */
export function cancelOnAbort(signal: AbortSignal, cancel: () => Promise<void>, clock: Clock): () => Promise<void> {
  const ended = new AbortController();
  let cancelling: Promise<void> = Promise.resolve();
  const onAbort = (): void => {
    cancelling = repeat(cancel, ended.signal, clock);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return async () => {
    signal.removeEventListener('abort', onAbort);
    ended.abort();
    await cancelling;
  };
}

const againAfterMs = 250;

async function repeat(cancel: () => Promise<void>, ended: AbortSignal, clock: Clock): Promise<void> {
  while (!ended.aborted) {
    await cancel();
    await clock.sleep(againAfterMs, ended);
  }
}
