import { EngineError } from '../../errors';
import { openClaims } from './claims';
import type { ClusterPaths } from './cluster-paths';
import { readProcessStart } from './process-start';

/** Longer than a start with recovery and a stop together. */
const lockTimeoutMs = 120_000;

/**
 * Runs a function while no other process starts or stops the cluster's server.
 * Throws EMBEDDED_START_FAILED when another process holds the lock for two minutes.
 */
export async function withClusterLock<T>(paths: ClusterPaths, run: () => Promise<T>): Promise<T> {
  const lock = openClaims(paths.lockPath, readProcessStart);
  const giveUpAt = Date.now() + lockTimeoutMs;
  let claim = lock.takeAlone();
  while (claim === undefined) {
    if (Date.now() > giveUpAt) {
      throw new EngineError('EMBEDDED_START_FAILED', `Another process keeps ${paths.basePath} locked.`, {
        hint: `End the process whose number the file in ${paths.lockPath} begins with.`,
      });
    }
    // Two contenders that see each other both step back, so their next tries must not coincide.
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60));
    claim = lock.takeAlone();
  }
  try {
    return await run();
  } finally {
    lock.release(claim);
  }
}
