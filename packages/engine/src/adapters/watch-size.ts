import type { Clock } from '../ports';

const lookEveryMs = 1_000;

/** Tells once a second how many bytes of something are written. Call what it answers to stop. */
export function watchSize(
  sizeOf: () => Promise<number>,
  clock: Clock,
  onSize: (bytes: number) => void,
): () => Promise<void> {
  const stopped = new AbortController();
  const watching = watch(sizeOf, clock, onSize, stopped.signal);
  return () => {
    stopped.abort();
    return watching;
  };
}

async function watch(
  sizeOf: () => Promise<number>,
  clock: Clock,
  onSize: (bytes: number) => void,
  stop: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(lookEveryMs, stop);
    if (stop.aborted) return;
    // Looking on must not fail what is looked at.
    const size = await sizeOf().catch(() => undefined);
    if (size !== undefined) onSize(size);
  }
}
