import type { Blocker } from '../../events';
import { pinSearchPathSql } from '../../history/history-sql';
import type { StepObserver } from '../../history/store';
import { askBeside, type LockConnection } from './ask-beside';
import type { TextRow } from './message-query';

/**
 * Looks from the lock's connection, once a second or more often where the wait is short, whether the worker waits for a
 * lock, and tells the observer who blocks it. The first look comes after that time, so quick steps cost nothing. Call what
 * it answers to stop.
 * `workerPidSql` is an SQL expression: behind a pooler the worker's process is another in each transaction.
 */
export function watchBlockers(
  lock: LockConnection,
  workerPidSql: string,
  observer: Pick<StepObserver, 'onBlocked'>,
  lockTimeoutMs = 0,
): () => Promise<void> {
  let look: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    look = look.then(() => report(lock, workerPidSql, observer));
  }, lookEveryMs(lockTimeoutMs));
  return async () => {
    clearInterval(timer);
    await look;
  };
}

/** Twice at least before the wait ends; 0 is no limit. */
function lookEveryMs(lockTimeoutMs: number): number {
  return lockTimeoutMs > 0 ? Math.min(1_000, Math.max(50, lockTimeoutMs / 3)) : 1_000;
}

async function report(
  lock: LockConnection,
  workerPidSql: string,
  observer: Pick<StepObserver, 'onBlocked'>,
): Promise<void> {
  if (lock.session.lost) {
    return;
  }
  // A lost lock connection is found by the step's own check; looking on must not fail the step.
  const rows = await askBeside(lock, blockersSql(workerPidSql)).catch(() => []);
  if (rows.length > 0) {
    observer.onBlocked(rows.map(parseBlocker), Number(rows[0]?.waiters));
  }
}

function blockersSql(workerPidSql: string): string {
  return `${pinSearchPathSql}
SELECT a.pid, a.application_name, a.usename, left(a.query, 200) AS query,
  round(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start, a.backend_start)) * 1000)::bigint AS age_ms,
  coalesce((SELECT l.mode || coalesce(' on ' || l.relation::regclass::text, '')
    FROM pg_locks w JOIN pg_locks l ON l.pid = a.pid AND l.granted AND l.locktype = w.locktype
      AND l.database IS NOT DISTINCT FROM w.database AND l.relation IS NOT DISTINCT FROM w.relation
      AND l.virtualxid IS NOT DISTINCT FROM w.virtualxid AND l.transactionid IS NOT DISTINCT FROM w.transactionid
    WHERE w.pid = ${workerPidSql} AND NOT w.granted LIMIT 1), 'a lock ahead of us') AS lock,
  (SELECT count(DISTINCT q.pid) FROM pg_locks q WHERE NOT q.granted AND ${workerPidSql} = ANY (pg_blocking_pids(q.pid))) AS waiters
FROM unnest(pg_blocking_pids(${workerPidSql})) b(pid) JOIN pg_stat_activity a ON a.pid = b.pid`;
}

function parseBlocker(row: TextRow): Blocker {
  return {
    pid: Number(row.pid),
    application: row.application_name ?? '',
    user: row.usename ?? '',
    query: row.query ?? '',
    ageMs: Number(row.age_ms),
    lock: row.lock ?? '',
  };
}
