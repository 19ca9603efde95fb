import { pinSearchPathSql } from '../../history/sql/history-sql';
import { MessageError } from '../session/message-query';
import { askBeside, type LockConnection } from './ask-beside';
import { addLockWait, isLockWaitSpent, type LockWaitSum, totalLockWaitMs } from './lock-wait-sum';

/** Bounds what a transaction waits for locks. */
export interface LockWaitBound {
  /** Sends a message of the transaction, and watches it meanwhile. */
  readonly during: <T>(send: () => Promise<T>) => Promise<T>;
}

/**
 * Keeps all lock waits of one transaction together under `maxMs`, while it holds others up: lock_timeout counts anew for
 * each lock, so that ALTER TABLE over partitions may stand for many times as long with the locks that it has got. Looks on
 * from the lock's connection, cancels the transaction once its waits are spent, and lets it fail as lock_timeout would.
 * Only a transaction that has, or asks for, a lock which makes reads or writes of a table wait is counted; one that works
 * is never cancelled. `workerPidSql` is an SQL expression.
 */
export function boundLockWaits(lock: LockConnection, workerPidSql: string, maxMs: number): LockWaitBound {
  const lookEveryMs = Math.min(250, Math.max(25, maxMs / 12));
  let sum: LockWaitSum | undefined;
  let cancelledAfterMs: number | undefined;
  const look = async (): Promise<void> => {
    if (lock.session.lost || cancelledAfterMs !== undefined) return;
    const [row] = await askBeside(lock, sampleSql(workerPidSql));
    if (!row) return;
    const waitingSinceMs = row.since === null ? undefined : Number(row.since);
    sum = addLockWait(sum, { transaction: row.transaction ?? '', nowMs: Number(row.now), waitingSinceMs });
    if (!isLockWaitSpent(sum, { maxMs, lookEveryMs })) return;
    const [cancelled] = await askBeside(lock, cancelSql(workerPidSql, row.since ?? ''));
    if (cancelled) cancelledAfterMs = totalLockWaitMs(sum);
  };
  return {
    during: async (send) => {
      let looking: Promise<void> = Promise.resolve();
      cancelledAfterMs = undefined;
      const timer = setInterval(() => {
        // A lost lock connection is found by the step's own check; looking on must not fail the step.
        looking = looking.then(look).catch(() => {});
      }, lookEveryMs);
      const stop = async () => {
        clearInterval(timer);
        await looking;
      };
      try {
        return await send();
      } catch (error) {
        await stop();
        throw cancelledAfterMs === undefined ? error : asLockTimeout(error, cancelledAfterMs, maxMs);
      } finally {
        await stop();
      }
    },
  };
}

/** A transaction that is cancelled for its waits fails as one does by lock_timeout, and is tried again like it. */
function asLockTimeout(error: unknown, waitedMs: number, maxMs: number): unknown {
  if (!(error instanceof MessageError) || error.serverError.code !== '57014') return error;
  const message = `canceling statement since its transaction waited ${Math.round(waitedMs)} ms for locks altogether, of ${maxMs} ms`;
  return new MessageError({ ...error.serverError, code: '55P03', message }, error.completed);
}

/** No row unless the worker has, or waits for, a strong lock on a table that others can see: not one that it has just made. */
function sampleSql(workerPidSql: string): string {
  return `${pinSearchPathSql}
SELECT extract(epoch FROM a.xact_start)::text AS transaction, extract(epoch FROM clock_timestamp()) * 1000 AS now, w.since
FROM pg_stat_activity a LEFT JOIN LATERAL (
  SELECT extract(epoch FROM coalesce(w.waitstart, clock_timestamp())) * 1000 AS since FROM pg_locks w
  WHERE w.pid = a.pid AND NOT w.granted LIMIT 1) AS w ON true
WHERE a.pid = ${workerPidSql} AND EXISTS (
  SELECT FROM pg_locks h JOIN pg_class c ON c.oid = h.relation
  WHERE h.pid = a.pid AND h.locktype = 'relation' AND h.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
    AND c.relkind NOT IN ('i', 'I') AND c.relnamespace <> 'pg_catalog'::regnamespace
    AND (h.mode IN ('AccessExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock') OR (h.mode = 'ExclusiveLock' AND c.relkind <> 'm')))`;
}

/** Cancels it only while it still waits for the same lock. */
function cancelSql(workerPidSql: string, since: string): string {
  return `${pinSearchPathSql}
SELECT pg_cancel_backend(w.pid) FROM pg_locks w
WHERE w.pid = ${workerPidSql} AND NOT w.granted AND extract(epoch FROM w.waitstart) * 1000 = ${since}`;
}
