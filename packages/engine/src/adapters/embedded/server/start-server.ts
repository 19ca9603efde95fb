import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../../../errors';
import type { Cluster } from '../cluster/cluster';
import { folderIdentity } from '../cluster/folder-identity';
import { freePort } from './free-port';
import { disownStalePid, readServerState } from './postmaster-pid';
import { readProcessStart } from './process-start';
import { isRunning, type ServerRecord, writeServerRecord } from './server-record';
import { spawnPostgres } from './spawn-postgres';

/** After that a start is given up; long enough for the recovery of a development database. */
const readyTimeoutMs = 60_000;
/** How long the backends of a killed server may take to notice it; until then PostgreSQL refuses a new start. */
const leftoverTimeoutMs = 10_000;
/** A log of that size is set aside at the next start. */
const maxLogBytes = 4 * 1024 * 1024;

type Attempt =
  | { readonly kind: 'ready'; readonly server: ServerRecord }
  | { readonly kind: 'failed'; readonly log: string };

/**
 * Starts the server of a cluster that has none running, and resolves when it accepts connections.
 * It is detached: it lives until it is stopped. Call it under the cluster's lock.
 * Throws EMBEDDED_START_FAILED with the end of the server's log.
 */
export async function startServer(cluster: Cluster): Promise<ServerRecord> {
  const { paths } = cluster;
  disownStalePid(paths);
  rotateLog(paths.logPath);
  let wantedPort = readPort(paths.portPath);
  const giveUpAt = Date.now() + leftoverTimeoutMs;
  for (;;) {
    const port = await freePort(wantedPort);
    const attempt = await tryStart(cluster, port);
    if (attempt.kind === 'ready') {
      writeFileSync(paths.portPath, String(port));
      return attempt.server;
    }
    if (!isTransient(attempt.log) || Date.now() > giveUpAt) throw startFailed(cluster, attempt.log);
    wantedPort = undefined;
    await wait(50);
  }
}

/** Whether the log tells of a port that was taken meanwhile, or of backends of a killed server that still live. */
function isTransient(log: string): boolean {
  return /Address already in use|could not create any TCP\/IP sockets|is still in use/.test(log);
}

async function tryStart(cluster: Cluster, port: number): Promise<Attempt> {
  const { paths } = cluster;
  const logStart = existsSync(paths.logPath) ? statSync(paths.logPath).size : 0;
  const server = identify(paths.dataPath, spawnPostgres(cluster, port), port);
  // Recorded before it is ready, so that the supervisor knows it even if this process is killed while it waits.
  if (server !== undefined) writeServerRecord(paths.recordPath, server);
  const giveUpAt = Date.now() + readyTimeoutMs;
  while (server !== undefined && isRunning(server) && Date.now() < giveUpAt) {
    if (readServerState(paths.dataPath, server.pid) === 'ready') return { kind: 'ready', server };
    await wait(10);
  }
  const isStuck = server !== undefined && isRunning(server);
  if (isStuck) process.kill(server.pid, 'SIGQUIT');
  const log = readFileSync(paths.logPath).subarray(logStart).toString('utf8').trim();
  return {
    kind: 'failed',
    log: log || (isStuck ? `It was not ready after ${readyTimeoutMs} ms.` : 'It ended at once.'),
  };
}

function identify(dataPath: string, pid: number | undefined, port: number): ServerRecord | undefined {
  const start = pid === undefined ? undefined : readProcessStart(pid);
  if (pid === undefined || start === undefined) return undefined;
  return { pid, start, port, dataFolder: folderIdentity(dataPath) };
}

function readPort(portPath: string): number | undefined {
  return existsSync(portPath) ? Number(readFileSync(portPath, 'utf8')) || undefined : undefined;
}

function rotateLog(logPath: string): void {
  if (existsSync(logPath) && statSync(logPath).size > maxLogBytes) renameSync(logPath, `${logPath}.old`);
}

function startFailed(cluster: Cluster, log: string): EngineError {
  const lines = log.split('\n').slice(-10).join('\n');
  const { dataPath, logPath } = cluster.paths;
  return new EngineError(
    'EMBEDDED_START_FAILED',
    `PostgreSQL ${cluster.binaries.version} did not start in ${dataPath}:\n${lines}`,
    { hint: `Read ${logPath}.`, fields: { dataPath } },
  );
}
