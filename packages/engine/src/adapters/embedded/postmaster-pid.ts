import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterPaths } from './cluster-paths';
import { readProcessStart } from './process-start';
import { readServerRecord } from './server-record';

/** A pid that no system gives away: beyond the highest of each. */
const deadPid = 2_147_483_646;

/**
 * After a crash postmaster.pid names a process that is gone. If its pid was given to another process, as happens when a
 * container restarts, PostgreSQL takes that one for the server and refuses to start. Then the pid in the file is
 * replaced by one that nobody has. The rest of the file stays: by it PostgreSQL recognises backends of the killed server
 * that still live, which is why the file must never be deleted.
 */
export function disownStalePid(paths: ClusterPaths): void {
  const filePath = join(paths.dataPath, 'postmaster.pid');
  const record = readServerRecord(paths.recordPath);
  let text: string;
  try {
    text = readFileSync(filePath, 'utf8');
  } catch {
    return; // shut down in order
  }
  const [pid, ...rest] = text.split('\n');
  if (record === undefined || pid !== String(record.pid)) return;
  const start = readProcessStart(record.pid);
  if (start === undefined || start === record.start) return;
  writeFileSync(filePath, [deadPid, ...rest].join('\n'));
}
