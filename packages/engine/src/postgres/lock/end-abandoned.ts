import { pinSearchPathSql } from '../../history/sql/history-sql';
import type { Session } from '../session/session';
import { isLockSql, workerLock } from './lock-keys';

/**
 * Ends the server's process of a session that we gave up: over a half-open connection the server would keep it, with its
 * locks, until its keepalives fail. When the server cannot be reached, that is what remains.
 */
export async function endAbandoned(session: Session, open: () => Promise<Session>): Promise<void> {
  if (!session.abandoned) {
    return;
  }
  const other = await open().catch(() => undefined);
  await other?.rows(endProcessSql(session.startPid)).catch(() => {});
  await other?.close();
}

/** Ends whatever process has the worker's lock, when that can only be ours, and waits until it is gone. */
export function endWorkerSql(lockHeldSql: string): string {
  return `${pinSearchPathSql} SELECT pg_terminate_backend(l.pid, 10000) FROM pg_locks l
WHERE ${isLockSql(workerLock)} AND l.granted AND l.pid <> pg_backend_pid() AND ${lockHeldSql}`;
}

/** Ends a process of ours and waits until it is gone. Its pid may have passed to another since, hence the conditions. */
export function endProcessSql(pid: number): string {
  return `${pinSearchPathSql} SELECT pg_terminate_backend(a.pid, 10000) FROM pg_stat_activity a
WHERE a.pid = ${pid} AND a.application_name LIKE 'pgrestify%' AND a.datname = current_database() AND a.pid <> pg_backend_pid()`;
}
