import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../../../errors';
import type { ClusterPaths } from '../cluster/cluster-paths';
import { folderIdentity } from '../cluster/folder-identity';
import { readServerState } from './postmaster-pid';
import { isRunning, readServerRecord, type ServerRecord } from './server-record';

/** How long a server that starts, recovers or stops is waited for. */
const settleTimeoutMs = 60_000;

/**
 * The server that serves the cluster and accepts connections; undefined when there is none.
 * One that starts or stops at this moment is waited for. Call it under the cluster's lock.
 * Throws EMBEDDED_START_FAILED when it does neither within a minute.
 */
export async function findRunningServer(paths: ClusterPaths): Promise<ServerRecord | undefined> {
  const server = readServerRecord(paths.recordPath);
  if (server === undefined || server.dataFolder !== folderIdentity(paths.dataPath)) return undefined;
  const giveUpAt = Date.now() + settleTimeoutMs;
  while (isRunning(server)) {
    if (readServerState(paths.dataPath, server.pid) === 'ready') return server;
    if (Date.now() > giveUpAt) {
      throw new EngineError('EMBEDDED_START_FAILED', `The server of ${paths.dataPath} neither answers nor ends.`, {
        hint: `End process ${server.pid} and run again.`,
        fields: { pid: server.pid },
      });
    }
    await wait(20);
  }
  return undefined;
}
