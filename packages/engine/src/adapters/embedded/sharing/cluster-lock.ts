import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../../../errors';
import type { ClusterPaths } from '../cluster/cluster-paths';
import { readProcessStart } from '../server/process-start';
import { openClaims } from './claims';

/** Longer than a start with recovery and a stop together. */
const lockTimeoutMs = 180_000;

/**
 * Runs a function while no other process starts or stops the cluster's server.
 * Throws EMBEDDED_START_FAILED when another one holds the lock for three minutes.
 */
export async function withClusterLock<T>(paths: ClusterPaths, run: () => Promise<T>): Promise<T> {
  const unlock = await takeAlone(paths.lockPath, lockTimeoutMs);
  try {
    return await run();
  } finally {
    unlock();
  }
}

/**
 * Waits until nobody else has the cluster for itself, however long that takes, and returns what gives it back.
 * A killed holder counts as gone.
 */
export function takeExclusive(paths: ClusterPaths): Promise<() => void> {
  return takeAlone(paths.exclusivePath, Number.POSITIVE_INFINITY);
}

async function takeAlone(folderPath: string, timeoutMs: number): Promise<() => void> {
  const claims = openClaims(folderPath, readProcessStart);
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const claim = claims.takeAlone();
    if (claim !== undefined) return () => claims.release(claim);
    if (Date.now() > giveUpAt) {
      throw new EngineError('EMBEDDED_START_FAILED', `Another process keeps ${folderPath} for itself.`, {
        hint: 'End the process whose number the name of the file in that folder begins with.',
        fields: { holders: claims.live() },
      });
    }
    // Two contenders that see each other both step back, so their next tries must not coincide.
    await wait(20 + Math.random() * 60);
  }
}
