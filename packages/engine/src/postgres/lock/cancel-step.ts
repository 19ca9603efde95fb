import type { Clock } from '../../ports';

/**
 * Asks for a cancel when the signal is aborted, and again until the step has ended: a request that arrives before the
 * server has begun with the message does nothing. Call what it answers when the step has ended.
 */
export function cancelOnAbort(signal: AbortSignal, cancel: () => Promise<void>, clock: Clock): () => Promise<void> {
  let stop = async (): Promise<void> => {};
  const onAbort = (): void => {
    const ended = new AbortController();
    const cancelling = repeat(cancel, ended.signal, clock);
    stop = () => {
      ended.abort();
      return cancelling;
    };
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return async () => {
    signal.removeEventListener('abort', onAbort);
    await stop();
  };
}

const againAfterMs = 250;

async function repeat(cancel: () => Promise<void>, ended: AbortSignal, clock: Clock): Promise<void> {
  while (!ended.aborted) {
    await cancel();
    await clock.sleep(againAfterMs, ended);
  }
}
