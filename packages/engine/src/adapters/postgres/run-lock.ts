import { randomBytes } from 'node:crypto';
import { EngineError } from '../../errors';
import type { LockHolder } from '../../events';
import { pinSearchPathSql } from '../../history/history-sql';
import type { LockObserver } from '../../history/store';
import type { Clock } from '../../ports';
import type { Session } from './session';

/** High half of both keys: 'pgre' in ASCII. Advisory locks are per database, so the key need not name it. */
const keySpace = 0x70677265;

/** Held by a runner on its second connection, from before it reads history until it ends. */
export const runLock = { classId: keySpace, objectId: 1 } as const;

/**
 * Held by the worker's own session while it executes something. It outlives a killed runner for as long as the server
 * still works on the runner's last message; whoever gets the run lock waits for it before reading history.
 */
export const workerLock = { classId: keySpace, objectId: 2 } as const;

/** An advisory lock by the two halves of its key, as pg_locks shows them. */
export interface LockKey {
  readonly classId: number;
  readonly objectId: number;
}

/**
 * How a run lock is held. With it, by the same session, goes a lock with a random key that only this run knows: while
 * the session lives nobody else can have that, which is cheaper to ask than pg_locks.
 */
export interface HeldRunLock {
  readonly token: LockKey;
  readonly waitedMs: number;
}

/** Bigint literal of a lock's key. */
export function lockKeySql(lock: LockKey): string {
  return `${(BigInt(lock.classId) << 32n) | BigInt(lock.objectId)}::bigint`;
}

/**
 * A condition: our lock connection still holds its locks. The message of every step carries it at its start and again
 * just before its history rows, since a message of a killed runner may still be in the server's buffer and be executed
 * after its lock was freed. Trying the run's own token succeeds only when the session that held it is gone.
 */
export function holdsRunLockSql(token: LockKey): string {
  return `NOT pg_catalog.pg_try_advisory_xact_lock(${lockKeySql(token)})`;
}

/**
 * Waits for the run lock, then for a worker that outlived its runner. Polls with try-locks and never blocks: a blocking
 * `pg_advisory_lock` deadlocks a CREATE INDEX CONCURRENTLY of the holder. Direct connections hold a session lock;
 * behind a transaction pooler (`pooled`) it is a transaction's, held in an open READ COMMITTED transaction.
 * Throws RUN_LOCK_TIMEOUT and CANCELLED; then nothing is held.
 */
export async function acquireRunLock(
  session: Session,
  options: {
    readonly pooled: boolean;
    readonly timeoutMs: number;
    readonly clock: Clock;
    readonly observer: LockObserver;
    readonly signal: AbortSignal;
  },
): Promise<HeldRunLock> {
  const { pooled, clock, observer, signal } = options;
  const start = clock.monotonicMs();
  const waited = (): number => clock.monotonicMs() - start;
  let lastReport = Number.NEGATIVE_INFINITY;
  const token = newToken();
  let granted = false;
  for (;;) {
    const state: LockState = granted
      ? { granted, workerFree: await tryWorker(session) }
      : await tryRunLock(session, token, pooled);
    granted = state.granted;
    if (granted && state.workerFree) {
      return { token, waitedMs: waited() };
    }
    if (waited() - lastReport >= reportEveryMs) {
      lastReport = waited();
      observer.onWaiting(await readHolder(session, granted ? workerLock : runLock), waited());
    }
    if (options.timeoutMs > 0 && waited() >= options.timeoutMs) {
      throw await describeTimeout(session, granted ? workerLock : runLock, options.timeoutMs);
    }
    await clock.sleep(pollMs * (0.5 + clock.random()), signal);
    if (signal.aborted) {
      throw new EngineError('CANCELLED', 'Interrupted while waiting for the run lock; nothing was run.');
    }
  }
}

const pollMs = 200;
const reportEveryMs = 5_000;

interface LockState {
  readonly granted: boolean;
  readonly workerFree: boolean;
}

/** High half of a token's key; the low half is random. */
const tokenSpace = keySpace + 1;

function newToken(): LockKey {
  return { classId: tokenSpace, objectId: randomBytes(4).readUInt32BE() };
}

async function tryRunLock(session: Session, token: LockKey, pooled: boolean): Promise<LockState> {
  const text = pooled
    ? `BEGIN ISOLATION LEVEL READ COMMITTED; ${pinSearchPathSql} SET LOCAL idle_in_transaction_session_timeout = 0;
${tryAllSql('pg_try_advisory_xact_lock', token)}`
    : `${pinSearchPathSql} SELECT ${unlimitedSql}, ${keepAliveSql}; ${tryAllSql('pg_try_advisory_lock', token)}`;
  const [row] = await session.rows(text);
  const granted = row?.granted === 't';
  if (!granted && pooled) {
    await session.send({ text: 'ROLLBACK' });
  }
  return { granted, workerFree: row?.worker_free === 't' };
}

/** Tries the run lock and, only when it is granted, takes the token and tries the worker's: one round trip. */
function tryAllSql(tryLock: 'pg_try_advisory_lock' | 'pg_try_advisory_xact_lock', token: LockKey): string {
  // OFFSET 0 keeps the planner from folding the subquery and trying more than once.
  return `SELECT l.granted, CASE WHEN l.granted THEN ${tryLock}(${lockKeySql(token)}) AND ${tryWorkerSql} END AS worker_free
FROM (SELECT ${tryLock}(${lockKeySql(runLock)}) AS granted OFFSET 0) l`;
}

/** Roles and databases may have timeouts of their own, which would end an idle lock connection. */
const unlimitedSql = ['idle_session_timeout', 'idle_in_transaction_session_timeout', 'statement_timeout']
  .map((name) => `set_config('${name}', '0', false)`)
  .join(', ');

/** A dead peer is noticed within 25 s also on an idle connection, so that its lock is freed. */
const keepAliveSql = `set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false)`;

const tryWorkerSql = `CASE WHEN pg_try_advisory_lock(${lockKeySql(workerLock)}) THEN pg_advisory_unlock(${lockKeySql(workerLock)}) ELSE false END`;

async function tryWorker(session: Session): Promise<boolean> {
  const [row] = await session.rows(`${pinSearchPathSql} SELECT ${tryWorkerSql} AS worker_free`);
  return row?.worker_free === 't';
}

function isLock(lock: LockKey): string {
  return `l.locktype = 'advisory' AND l.classid = ${lock.classId} AND l.objid = ${lock.objectId} AND l.objsubid = 1
  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())`;
}

async function readHolder(session: Session, lock: LockKey): Promise<LockHolder | undefined> {
  const [row] = await session.rows(`${pinSearchPathSql}
SELECT a.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'local') AS client,
  extract(epoch FROM coalesce(a.xact_start, a.backend_start)) * 1000 AS since
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE ${isLock(lock)} AND l.granted`);
  return (
    row && {
      pid: Number(row.pid),
      application: row.application_name ?? '',
      user: row.usename ?? '',
      client: row.client ?? '',
      since: row.since === null || row.since === undefined ? undefined : new Date(Number(row.since)),
    }
  );
}

async function describeTimeout(session: Session, lock: LockKey, timeoutMs: number): Promise<EngineError> {
  const holder = await readHolder(session, lock);
  const who = holder
    ? `${holder.application} (pid ${holder.pid}, user ${holder.user}, from ${holder.client})`
    : 'another session';
  const since = holder?.since ? ` since ${holder.since.toISOString()}` : '';
  return new EngineError('RUN_LOCK_TIMEOUT', `The run lock is held by ${who}${since}; gave up after ${timeoutMs} ms.`, {
    hint: holder ? `Wait for it, or end it: SELECT pg_terminate_backend(${holder.pid}).` : 'Run again.',
  });
}
