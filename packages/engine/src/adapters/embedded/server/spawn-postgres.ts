import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { EngineError } from '../../../errors';
import type { Cluster } from '../cluster/cluster';
import { serverEnvironment } from './server-environment';
import { canReach } from './server-user';
import { spawnOrphan } from './spawn-orphan';

/**
 * Spawns the server of a cluster on that port of 127.0.0.1, detached, logging to the cluster's file, and answers its pid.
 * Where it listens is given as arguments, since nothing in the cluster may change it.
 */
export function spawnPostgres(cluster: Cluster, port: number): number | undefined {
  const { paths, binaries, user } = cluster;
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const log = openSync(paths.logPath, 'a', 0o600);
  const data = openDataFolder(cluster);
  try {
    return spawnOrphan(
      binaries.postgresPath,
      ['-D', data.path, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        cwd: dirname(binaries.postgresPath), // PostgreSQL 14 and 15 must be able to return to it
        env: serverEnvironment(),
        output: log,
        extra: data.descriptor,
        ...user,
      },
    );
  } finally {
    closeSync(log);
    if (data.descriptor !== 'ignore') closeSync(data.descriptor);
  }
}

/**
 * The data folder as the server can open it. One that its user cannot reach, as below /root, is opened here and handed
 * over as descriptor 3: /proc/self/fd/3 leads there past the folders above.
 */
function openDataFolder(cluster: Cluster): { readonly path: string; readonly descriptor: number | 'ignore' } {
  const { dataPath } = cluster.paths;
  if (canReach(cluster.user, dataPath)) return { path: dataPath, descriptor: 'ignore' };
  if (process.platform === 'linux') return { path: '/proc/self/fd/3', descriptor: openSync(dataPath, 'r') };
  throw new EngineError('EMBEDDED_START_FAILED', `Only root may enter the folders above ${dataPath}.`, {
    hint: 'Run as an ordinary user, since PostgreSQL refuses to run as root.',
  });
}
