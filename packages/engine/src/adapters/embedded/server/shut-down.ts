import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster';
import { readProcessStart } from './process-start';
import { findRunningServer } from './running-server';
import { type StopMode, stopPostmaster } from './stop-postmaster';

/** Stops the server of a cluster, if it runs. Call it under the cluster's lock. */
export async function stopServer({ paths, binaries }: Cluster, mode: StopMode): Promise<void> {
  const server = await findRunningServer(paths);
  if (server === undefined) return;
  const how = { mode, pgCtlPath: binaries.pgCtlPath, dataPath: paths.dataPath } as const;
  await stopPostmaster(server, how, readProcessStart);
}

/** Whether the data folder is that of a server that wrote everything down before it ended: it can be copied. */
export function wasShutDown(dataPath: string): boolean {
  // ControlFileData: 8 bytes of identifier, two versions of 4, then DBState. All platforms of the binaries are little-endian.
  return readFileSync(join(dataPath, 'global', 'pg_control')).readInt32LE(16) === shutDownState;
}

/** DB_SHUTDOWNED of pg_control.h, the same in PostgreSQL 14 to 18. */
const shutDownState = 1;
