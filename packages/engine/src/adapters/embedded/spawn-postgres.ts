import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { EngineError } from '../../errors';
import type { Cluster } from './cluster';
import { serverEnvironment } from './server-environment';
import { canReach } from './server-user';

/**
 * Spawns the server of a cluster on that port of 127.0.0.1, detached, logging to the cluster's file.
 * Where it listens is given as arguments, since nothing in the cluster may change it.
 */
export function spawnPostgres(cluster: Cluster, port: number): ChildProcess {
  const { paths, binaries, user } = cluster;
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const log = openSync(paths.logPath, 'a', 0o600);
  try {
    return spawn(
      binaries.postgresPath,
      [
        ...['-D', dataArgument(cluster)],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        cwd: paths.dataPath,
        detached: true,
        env: serverEnvironment(),
        stdio: ['ignore', log, log],
        windowsHide: true,
        ...user,
      },
    );
  } finally {
    closeSync(log);
  }
}

/**
 * The data folder as the server can open it. One that its user cannot reach, as below /root, is still its working
 * directory: that is entered before the user changes, and /proc/self/cwd leads there past the folders above.
 */
function dataArgument(cluster: Cluster): string {
  const { dataPath } = cluster.paths;
  if (canReach(cluster.user, dataPath)) return dataPath;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new EngineError('EMBEDDED_START_FAILED', `Only root may enter the folders above ${dataPath}.`, {
    hint: 'Run as an ordinary user, since PostgreSQL refuses to run as root.',
  });
}
