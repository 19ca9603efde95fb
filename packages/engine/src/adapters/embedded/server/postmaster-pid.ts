import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterPaths } from '../cluster/cluster-paths';
import { readServerRecord } from './server-record';

/** A pid that no system gives away: beyond the highest of each. */
const deadPid = 2_147_483_646;

/**
 * What the postmaster says of itself in the eighth line of its file, e.g. `starting`, `ready`, `stopping`.
 * Undefined while it has written none. pg_ctl waits for it likewise.
 */
export function readServerState(dataPath: string, pid: number): string | undefined {
  const lines = readLines(dataPath);
  return lines?.[0] === String(pid) ? lines[7]?.trim() : undefined;
}

/**
 * To be called when the recorded server does not serve this cluster any more.
 *
 * After a crash postmaster.pid names a process that is gone. If its pid was given to another process, as happens when a
 * container restarts, PostgreSQL takes that one for the server and refuses to start. So the pid in the file is replaced
 * by one that nobody has. The rest of the file stays: by it PostgreSQL recognises backends of the killed server that
 * still live, which is why the file must never be deleted.
 */
export function disownStalePid(paths: ClusterPaths): void {
  const record = readServerRecord(paths.recordPath);
  const [pid, ...rest] = readLines(paths.dataPath) ?? [];
  if (record === undefined || pid !== String(record.pid)) return;
  writeFileSync(join(paths.dataPath, 'postmaster.pid'), [deadPid, ...rest].join('\n'));
}

function readLines(dataPath: string): readonly string[] | undefined {
  try {
    return readFileSync(join(dataPath, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined; // the server was shut down in order, or has not written it yet
  }
}
