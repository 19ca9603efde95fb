import type { FileHandle } from 'node:fs/promises';
import type { Clock } from '../../ports';

const lookEveryMs = 1_000;

/** Tells once a second how large a file is that another process writes. Call what it answers to stop. */
export function watchSize(
  file: Pick<FileHandle, 'stat'>,
  clock: Clock,
  onSize: (bytes: number) => void,
): () => Promise<void> {
  const stopped = new AbortController();
  const watching = watch(file, clock, onSize, stopped.signal);
  return () => {
    stopped.abort();
    return watching;
  };
}

async function watch(
  file: Pick<FileHandle, 'stat'>,
  clock: Clock,
  onSize: (bytes: number) => void,
  stop: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(lookEveryMs, stop);
    if (stop.aborted) return;
    // Looking on must not fail what is looked at.
    const size = await file.stat().then(
      (stats) => stats.size,
      () => undefined,
    );
    if (size !== undefined) onSize(size);
  }
}
