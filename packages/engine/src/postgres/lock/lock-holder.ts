import { EngineError } from '../../errors';
import type { LockHolder } from '../../events';
import { describeHolder } from '../../history/describe-holder';
import { pinSearchPathSql } from '../../history/sql/history-sql';
import type { Session } from '../session/session';
import { isLockSql, type LockKey, sinceSpace } from './lock-keys';

/** Who holds one of our locks, and since when; undefined when nobody does any more. */
export async function readLockHolder(session: Session, lock: LockKey): Promise<LockHolder | undefined> {
  // Within a transaction pg_stat_activity stays as it was first seen.
  const [row] = await session.rows(`${pinSearchPathSql} SELECT pg_stat_clear_snapshot();
SELECT a.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'local') AS client, a.client_hostname,
  coalesce(
    (SELECT max(s.objid::bigint) FROM pg_locks s WHERE s.pid = a.pid AND s.locktype = 'advisory' AND s.classid = ${sinceSpace}),
    extract(epoch FROM coalesce(a.xact_start, a.query_start, a.backend_start))
  ) * 1000 AS since
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE ${isLockSql(lock)} AND l.granted`);
  return (
    row && {
      pid: Number(row.pid),
      application: row.application_name ?? '',
      user: row.usename ?? '',
      client: row.client ?? '',
      ...(typeof row.client_hostname === 'string' && { clientHost: row.client_hostname }),
      since: row.since === null || row.since === undefined ? undefined : new Date(Number(row.since)),
    }
  );
}

/** Why a run gave up waiting. */
export function describeLockTimeout(holder: LockHolder | undefined, timeoutMs: number): EngineError {
  const who = describeHolder(holder);
  return new EngineError('RUN_LOCK_TIMEOUT', `The run lock is held by ${who}; gave up after ${timeoutMs} ms.`, {
    hint: holder ? `Wait for it, or end it: SELECT pg_terminate_backend(${holder.pid}).` : 'Run again.',
  });
}
