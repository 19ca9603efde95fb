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

/** How a run lock is held: which backend of the server has it. */
export interface HeldRunLock {
  readonly backendPid: number;
  readonly waitedMs: number;
}

/** Bigint literal of a lock's key. */
export function lockKeySql(lock: typeof runLock | typeof workerLock): string {
  return `${(BigInt(lock.classId) << 32n) | BigInt(lock.objectId)}::bigint`;
}

/**
 * A condition: the backend holds the run lock. The message of every step carries it just before its history rows, since
 * a message of a killed runner may still be in the server's buffer and be executed after its lock was freed.
 */
export function holdsRunLockSql(backendPid: number): string {
  return `EXISTS (SELECT FROM pg_locks l WHERE ${isLock(runLock)} AND l.pid = ${backendPid} AND l.granted)`;
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
  let granted = false;
  for (;;) {
    const state: LockState = granted ? { granted, ...(await tryWorker(session)) } : await tryRunLock(session, pooled);
    granted = state.granted;
    if (granted && state.workerFree) {
      return { backendPid: state.backendPid, waitedMs: waited() };
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
  readonly backendPid: number;
}

async function tryRunLock(session: Session, pooled: boolean): Promise<LockState> {
  const key = lockKeySql(runLock);
  const text = pooled
    ? `BEGIN ISOLATION LEVEL READ COMMITTED; ${pinSearchPathSql} SET LOCAL idle_in_transaction_session_timeout = 0;
${tryBothSql(`pg_try_advisory_xact_lock(${key})`)}`
    : `${pinSearchPathSql} SELECT ${unlimitedSql}, ${keepAliveSql}; ${tryBothSql(`pg_try_advisory_lock(${key})`)}`;
  const [row] = await session.rows(text);
  const granted = row?.granted === 't';
  if (!granted && pooled) {
    await session.send({ text: 'ROLLBACK' });
  }
  return { granted, workerFree: row?.worker_free === 't', backendPid: Number(row?.backend_pid) };
}

/** Tries the run lock and, only when it is granted, the worker's: one round trip. OFFSET 0 keeps it to one attempt. */
function tryBothSql(tryRunLockSql: string): string {
  return `SELECT l.granted, pg_backend_pid() AS backend_pid, CASE WHEN l.granted THEN ${tryWorkerSql} END AS worker_free
FROM (SELECT ${tryRunLockSql} AS granted OFFSET 0) l`;
}

/** Roles and databases may have timeouts of their own, which would end an idle lock connection. */
const unlimitedSql = ['idle_session_timeout', 'idle_in_transaction_session_timeout', 'statement_timeout']
  .map((name) => `set_config('${name}', '0', false)`)
  .join(', ');

/** A dead peer is noticed within 25 s also on an idle connection, so that its lock is freed. */
const keepAliveSql = `set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false)`;

const tryWorkerSql = `CASE WHEN pg_try_advisory_lock(${lockKeySql(workerLock)}) THEN pg_advisory_unlock(${lockKeySql(workerLock)}) ELSE false END`;

async function tryWorker(session: Session): Promise<Omit<LockState, 'granted'>> {
  const [row] = await session.rows(
    `${pinSearchPathSql} SELECT ${tryWorkerSql} AS worker_free, pg_backend_pid() AS backend_pid`,
  );
  return { workerFree: row?.worker_free === 't', backendPid: Number(row?.backend_pid) };
}

function isLock(lock: typeof runLock | typeof workerLock): string {
  return `l.locktype = 'advisory' AND l.classid = ${lock.classId} AND l.objid = ${lock.objectId} AND l.objsubid = 1
  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())`;
}

async function readHolder(session: Session, lock: typeof runLock | typeof workerLock): Promise<LockHolder | undefined> {
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

async function describeTimeout(
  session: Session,
  lock: typeof runLock | typeof workerLock,
  timeoutMs: number,
): Promise<EngineError> {
  const holder = await readHolder(session, lock);
  const who = holder
    ? `${holder.application} (pid ${holder.pid}, user ${holder.user}, from ${holder.client})`
    : 'another session';
  const since = holder?.since ? ` since ${holder.since.toISOString()}` : '';
  return new EngineError('RUN_LOCK_TIMEOUT', `The run lock is held by ${who}${since}; gave up after ${timeoutMs} ms.`, {
    hint: holder ? `Wait for it, or end it: SELECT pg_terminate_backend(${holder.pid}).` : 'Run again.',
  });
}
