import type { Blocker } from '../../events';
import { pinSearchPathSql } from '../../history/sql/history-sql';
import type { StepObserver } from '../../history/store';
import type { TextRow } from '../session/message-query';
import { askBeside, type LockConnection, sendBeside } from './ask-beside';

/** What else is asked in the message that asks for blockers. */
export interface BesideQuestion {
  /** Undefined: nothing this time. */
  text(): string | undefined;
  /** Takes the rows of its last statement, and who blocked meanwhile. */
  take(rows: readonly TextRow[], blockers: readonly Blocker[]): 'done' | 'ask-again';
  /** The server refused a message with it. */
  refused(): void;
}

/** How the worker is watched. */
export interface WatchOptions {
  readonly lockTimeoutMs?: number;
  /** Made at the first look. Absent: only blockers are asked for. */
  readonly beside?: () => BesideQuestion;
}

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
  { lockTimeoutMs = 0, beside: open }: WatchOptions = {},
): () => Promise<void> {
  let beside: BesideQuestion | undefined;
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(async () => {
      beside ??= open?.();
      while ((await look(lock, workerPidSql, observer, beside)) === 'ask-again');
    });
  }, lookEveryMs(lockTimeoutMs));
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

/** Twice at least before the wait ends; 0 is no limit. */
function lookEveryMs(lockTimeoutMs: number): number {
  return lockTimeoutMs > 0 ? Math.min(1_000, Math.max(50, lockTimeoutMs / 3)) : 1_000;
}

/** A lost lock connection is found by the step's own check; looking on must not fail the step. */
async function look(
  lock: LockConnection,
  workerPidSql: string,
  observer: Pick<StepObserver, 'onBlocked'>,
  beside: BesideQuestion | undefined,
): Promise<'done' | 'ask-again'> {
  if (lock.session.lost) return 'done';
  const asked = beside?.text();
  const question = blockersSql(workerPidSql);
  if (!beside || asked === undefined) {
    report(observer, await askBeside(lock, question).catch(() => []));
    return 'done';
  }
  try {
    const rowSets = await sendBeside(lock, `${question};\n${asked}`);
    const [blocking = [], answer = []] = rowSets.slice(-2);
    report(observer, blocking);
    return beside.take(answer, blocking.map(parseBlocker));
  } catch {
    beside.refused();
    return 'done';
  }
}

function report(observer: Pick<StepObserver, 'onBlocked'>, rows: readonly TextRow[]): void {
  if (rows.length > 0) observer.onBlocked(rows.map(parseBlocker), Number(rows[0]?.waiters));
}

function blockersSql(workerPidSql: string): string {
  return `${pinSearchPathSql}
WITH worker AS MATERIALIZED (SELECT ${workerPidSql} AS pid), blocking AS MATERIALIZED (
  SELECT DISTINCT b.pid FROM worker, unnest(pg_blocking_pids(worker.pid)) b(pid)
), held AS (
  SELECT l.pid, l.virtualtransaction, l.mode || coalesce(' on ' || l.relation::regclass::text, '') AS lock
  FROM worker JOIN pg_locks w ON w.pid = worker.pid AND NOT w.granted JOIN pg_locks l ON l.granted AND l.locktype = w.locktype
    AND l.database IS NOT DISTINCT FROM w.database AND l.relation IS NOT DISTINCT FROM w.relation
    AND l.virtualxid IS NOT DISTINCT FROM w.virtualxid AND l.transactionid IS NOT DISTINCT FROM w.transactionid
), blockers AS (
  SELECT a.pid, a.application_name, a.usename, left(a.query, 200) AS query,
    coalesce(a.xact_start, a.query_start, a.backend_start) AS since, NULL AS gid, NULL AS database,
    coalesce((SELECT h.lock FROM held h WHERE h.pid = a.pid LIMIT 1), 'a lock ahead of us') AS lock
  FROM blocking b JOIN pg_stat_activity a ON a.pid = b.pid
  -- A prepared transaction has no process and counts as 0. Its locks are known by the one on its own id: the virtual
  -- transaction is -1 only after a restart, before that it is the session's that prepared it.
  UNION ALL SELECT 0, '', p.owner, '', p.prepared, p.gid, p.database, h.lock
  FROM pg_prepared_xacts p JOIN LATERAL (
    SELECT h.lock FROM held h JOIN pg_locks x ON x.virtualtransaction = h.virtualtransaction AND x.pid IS NULL
    WHERE h.pid IS NULL AND x.locktype = 'transactionid' AND x.transactionid = p.transaction LIMIT 1
  ) h ON true
  WHERE EXISTS (SELECT FROM blocking b WHERE b.pid = 0)
)
SELECT b.*, round(extract(epoch FROM clock_timestamp() - b.since) * 1000)::bigint AS age_ms,
  (SELECT count(DISTINCT q.pid) FROM worker, pg_locks q
    WHERE NOT q.granted AND worker.pid = ANY (pg_blocking_pids(q.pid))) AS waiters
FROM blockers b`;
}

function parseBlocker(row: TextRow): Blocker {
  return {
    pid: Number(row.pid),
    application: row.application_name ?? '',
    user: row.usename ?? '',
    query: row.query ?? '',
    ageMs: Number(row.age_ms),
    lock: row.lock ?? '',
    ...(typeof row.gid === 'string' && { preparedTransaction: { gid: row.gid, database: row.database ?? '' } }),
  };
}
