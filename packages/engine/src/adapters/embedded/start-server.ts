import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../errors';
import type { Cluster } from './cluster';
import { freePort } from './free-port';
import { disownStalePid } from './postmaster-pid';
import { readProcessStart } from './process-start';
import { serverEnvironment } from './server-environment';
import { type ServerRecord, writeServerRecord } from './server-record';
import { canReach } from './server-user';

/** Times after which a start is given up; recovery after a crash of a large development database included. */
const readyTimeoutMs = 60_000;
/** How long the backends of a killed server may take to notice it; until then PostgreSQL refuses a new start. */
const leftoverTimeoutMs = 10_000;

/**
 * Starts the server of a cluster that has none running, and resolves when it accepts connections.
 * It is detached: it lives until it is stopped. Call it under the cluster's lock.
 * Throws EMBEDDED_START_FAILED with the end of the server's log.
 */
export async function startServer(cluster: Cluster): Promise<ServerRecord> {
  const { paths } = cluster;
  disownStalePid(paths);
  let wantedPort = readPort(paths.portPath);
  const giveUpAt = Date.now() + leftoverTimeoutMs;
  for (;;) {
    const port = await freePort(wantedPort);
    const attempt = await tryStart(cluster, port);
    if (attempt.kind === 'ready') {
      writeFileSync(paths.portPath, String(port));
      return attempt.record;
    }
    wantedPort = undefined;
    const transient = /Address already in use|is still in use|could not create any TCP\/IP sockets/.test(attempt.log);
    if (!transient || Date.now() > giveUpAt) throw startFailed(cluster, attempt.log);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

type Attempt =
  | { readonly kind: 'ready'; readonly record: ServerRecord }
  | { readonly kind: 'failed'; readonly log: string };

async function tryStart(cluster: Cluster, port: number): Promise<Attempt> {
  const { paths } = cluster;
  const logStart = existsSync(paths.logPath) ? statSync(paths.logPath).size : 0;
  const child = spawnPostgres(cluster, port);
  let failure: string | undefined;
  child.on('error', (error) => {
    failure = error.message;
  });
  child.on('exit', (code, signal) => {
    failure ??= `exit ${code ?? signal}`;
  });
  child.unref();
  const giveUpAt = Date.now() + readyTimeoutMs;
  while (failure === undefined && Date.now() < giveUpAt) {
    if (child.pid !== undefined && isReady(paths.dataPath, child.pid)) {
      const start = readProcessStart(child.pid);
      if (start === undefined) break;
      const record = { pid: child.pid, start, port };
      writeServerRecord(paths.recordPath, record);
      return { kind: 'ready', record };
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGKILL');
  const log = readFileSync(paths.logPath).subarray(logStart).toString('utf8').trim();
  return { kind: 'failed', log: log || failure || `not ready after ${readyTimeoutMs} ms` };
}

/** Where the server listens is given as arguments, since nothing in the cluster may change it. */
function spawnPostgres(cluster: Cluster, port: number): ChildProcess {
  const { paths, binaries, user } = cluster;
  // A folder that the server's user cannot reach is still its working directory: the kernel enters it before the user
  // changes, and /proc/self/cwd leads there without passing the folders above.
  const dataPath = canReach(user, paths.dataPath) ? paths.dataPath : '/proc/self/cwd';
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    'pgrestify.data_folder': folderIdentity(paths.dataPath),
  };
  const log = openSync(paths.logPath, 'a', 0o600);
  try {
    return spawn(
      binaries.postgresPath,
      ['-D', dataPath, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
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

/** What tells one data folder from a copy of it: the server says it as `pgrestify.data_folder`. */
export function folderIdentity(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

/** The eighth line of postmaster.pid is the server's state; pg_ctl waits for it likewise. */
function isReady(dataPath: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(dataPath, 'postmaster.pid'), 'utf8').split('\n');
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  } catch {
    return false; // not written yet
  }
}

function readPort(portPath: string): number | undefined {
  return existsSync(portPath) ? Number(readFileSync(portPath, 'utf8')) || undefined : undefined;
}

function startFailed(cluster: Cluster, log: string): EngineError {
  const lines = log.split('\n').slice(-10).join('\n');
  return new EngineError(
    'EMBEDDED_START_FAILED',
    `PostgreSQL ${cluster.binaries.version} did not start in ${cluster.paths.dataPath}:\n${lines}`,
    { hint: `Read ${cluster.paths.logPath}.`, fields: { dataPath: cluster.paths.dataPath } },
  );
}
