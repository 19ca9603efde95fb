import { randomBytes } from 'node:crypto';
import { EngineError } from '../../errors';
import { pinSearchPathSql } from '../../history/sql/history-sql';
import type { LockObserver } from '../../history/store';
import type { Clock } from '../../ports';
import { MessageError } from '../session/message-query';
import { describePoolerError } from '../session/pooler-error';
import type { Session } from '../session/session';
import { askBeside, type LockConnection } from './ask-beside';
import { describeLockTimeout, readLockHolder } from './lock-holder';
import { isLockSql, type LockKey, lockKeySql, runLock, sinceSpace, tokenSpace, workerLock } from './lock-keys';

/**
 * How a run lock is held. With it, by the same session, goes a lock with a random key that only this run knows: while
 * the session lives nobody else can have that, which is cheaper to ask than pg_locks.
 */
export interface HeldRunLock {
  readonly token: LockKey;
  readonly waitedMs: number;
}

/**
 * A condition: our lock connection still holds its locks. The message of every step carries it at its start and again
 * just before its history rows, since a message of a killed runner may still be in the server's buffer and be executed
 * after its lock was freed. Trying the run's own token succeeds only when the session that held it is gone.
 */
export function holdsRunLockSql(token: LockKey): string {
  return `NOT pg_catalog.pg_try_advisory_xact_lock(${lockKeySql(token)})`;
}

/** How to wait for the run lock. */
export interface RunLockOptions {
  readonly serverVersion: number;
  /** 0: without end. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly observer: LockObserver;
  readonly signal: AbortSignal;
}

/**
 * Waits for the run lock, then for a worker that outlived its runner. Polls with try-locks and never blocks: a blocking
 * `pg_advisory_lock` deadlocks a CREATE INDEX CONCURRENTLY of the holder. Direct connections hold a session lock;
 * behind a pooler it is a transaction's, held in an open READ COMMITTED transaction, which is safe in all its modes.
 * Throws RUN_LOCK_TIMEOUT, POOLER_UNSAFE and CANCELLED; then nothing is held once the connection is closed.
 */
export async function acquireRunLock(connection: LockConnection, options: RunLockOptions): Promise<HeldRunLock> {
  const { session } = connection;
  const { clock, observer, signal } = options;
  const start = clock.monotonicMs();
  const waited = (): number => clock.monotonicMs() - start;
  const token = newToken();
  let lastReport = Number.NEGATIVE_INFINITY;
  let granted = false;
  for (;;) {
    const state: LockState = granted
      ? { granted, workerFree: await tryWorker(session) }
      : await whileUnanswered(tryRunLock(connection, token, options.serverVersion), options, waited);
    granted = state.granted;
    if (granted && state.workerFree) {
      return { token, waitedMs: waited() };
    }
    if (granted) {
      await endIdleWorker(connection);
    }
    const wanted = granted ? workerLock : runLock;
    if (waited() - lastReport >= reportEveryMs) {
      lastReport = waited();
      observer.onWaiting(await readLockHolder(session, wanted), waited());
    }
    if (options.timeoutMs > 0 && waited() >= options.timeoutMs) {
      throw describeLockTimeout(await readLockHolder(session, wanted), options.timeoutMs);
    }
    await clock.sleep(pollMs * (0.5 + clock.random()), signal);
    if (signal.aborted) {
      throw interrupted();
    }
  }
}

const pollMs = 200;
const reportEveryMs = 5_000;

interface LockState {
  readonly granted: boolean;
  readonly workerFree: boolean;
}

function newToken(): LockKey {
  return { classId: tokenSpace, objectId: randomBytes(4).readUInt32BE() };
}

async function tryRunLock(
  { session, pooled }: LockConnection,
  token: LockKey,
  serverVersion: number,
): Promise<LockState> {
  const text = pooled
    ? `BEGIN ISOLATION LEVEL READ COMMITTED; ${pinSearchPathSql} SELECT ${unlimitedSql('transaction', serverVersion)};
${tryAllSql('pg_try_advisory_xact_lock', token)}`
    : `${pinSearchPathSql} SELECT ${unlimitedSql('session', serverVersion)}, ${keepAliveSql};
${tryAllSql('pg_try_advisory_lock', token)}`;
  const [row] = await session.rows(text).catch(describePoolerError);
  const granted = row?.granted === 't';
  if (!granted && pooled) {
    await session.send({ text: 'ROLLBACK' });
  }
  return { granted, workerFree: row?.worker_free === 't' };
}

/** Behind a pooler whose connections are all in use there is no answer for a while: that is waiting, too. */
async function whileUnanswered<T>(answer: Promise<T>, options: RunLockOptions, waited: () => number): Promise<T> {
  const { clock, signal, observer, timeoutMs } = options;
  const answered = new AbortController();
  const settled = answer.finally(() => answered.abort());
  settled.catch(() => {});
  for (;;) {
    const isAnswered = await clock
      .sleep(reportEveryMs, AbortSignal.any([answered.signal, signal]))
      .then(() => answered.signal.aborted);
    if (isAnswered) return settled;
    if (signal.aborted) throw interrupted();
    if (timeoutMs > 0 && waited() >= timeoutMs) throw describeLockTimeout(undefined, timeoutMs);
    observer.onWaiting(undefined, waited());
  }
}

function interrupted(): EngineError {
  return new EngineError('CANCELLED', 'Interrupted while waiting for the run lock; nothing was run.');
}

/** Tries the run lock and, only when it is granted, takes token and time and tries the worker's: one round trip. */
function tryAllSql(tryLock: 'pg_try_advisory_lock' | 'pg_try_advisory_xact_lock', token: LockKey): string {
  const now = `(${sinceSpace}::bigint << 32) | floor(extract(epoch FROM clock_timestamp()))::bigint`;
  // OFFSET 0 keeps the planner from folding the subquery and trying more than once.
  return `SELECT l.granted,
  CASE WHEN l.granted THEN ${tryLock}(${lockKeySql(token)}) AND ${tryLock}(${now}) IS NOT NULL AND ${tryWorkerSql} END AS worker_free
FROM (SELECT ${tryLock}(${lockKeySql(runLock)}) AS granted OFFSET 0) l`;
}

/** Roles and databases may have timeouts of their own, which would end an idle lock connection or its transaction. */
function unlimitedSql(scope: 'transaction' | 'session', serverVersion: number): string {
  const names = ['idle_session_timeout', 'idle_in_transaction_session_timeout', 'statement_timeout', 'lock_timeout'];
  return [...names, ...(serverVersion >= 170000 ? ['transaction_timeout'] : [])]
    .map((name) => `set_config('${name}', '0', ${scope === 'transaction'})`)
    .join(', ');
}

/** A dead peer is noticed within 25 s also on an idle connection, so that its lock is freed. */
const keepAliveSql = `set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false)`;

const tryWorkerSql = `CASE WHEN pg_try_advisory_lock(${lockKeySql(workerLock)}) THEN pg_advisory_unlock(${lockKeySql(workerLock)}) ELSE false END`;

/**
 * Ends a worker that outlived its runner and does nothing: whoever has the run lock may, since the other can commit
 * nothing any more. Over a half-open connection it would wait for its client until the keepalives fail. One that is at
 * work is waited for; without the right to end it, too.
 */
async function endIdleWorker(connection: LockConnection): Promise<void> {
  const isIdle = `(a.state ~ '^idle' OR a.wait_event_type = 'Client') AND a.state_change < clock_timestamp() - interval '1s'`;
  await askBeside(
    connection,
    `${pinSearchPathSql} SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE ${isLockSql(workerLock)} AND l.granted AND ${isIdle}`,
  ).catch(refusedOnly);
}

function refusedOnly(error: unknown): void {
  if (!(error instanceof MessageError)) throw error;
}

async function tryWorker(session: Session): Promise<boolean> {
  const [row] = await session.rows(`${pinSearchPathSql} SELECT ${tryWorkerSql} AS worker_free`);
  return row?.worker_free === 't';
}
