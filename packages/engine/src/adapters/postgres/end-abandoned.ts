import { pinSearchPathSql } from '../../history/history-sql';
import type { Session } from './session';

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

/** Ends a process of ours and waits until it is gone. A pid may have passed to another since, hence the name. */
export function endProcessSql(pid: number): string {
  return `${pinSearchPathSql} SELECT pg_terminate_backend(a.pid, 10000) FROM pg_stat_activity a
WHERE a.pid = ${pid} AND a.application_name LIKE 'pgrestify%' AND a.pid <> pg_backend_pid()`;
}
