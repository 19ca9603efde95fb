import { pinSearchPathSql } from '../../history/sql/history-sql';
import type { Clock } from '../../ports';
import { type Liveness, withDeadline } from '../session/answer-deadline';
import type { Message, MessageResult } from '../session/message-query';
import type { Session } from '../session/session';
import { askBeside, type LockConnection } from './ask-beside';
import { cancelOnAbort } from './cancel-step';
import { endAbandoned, endProcessSql, endWorkerSql } from './end-abandoned';
import { isLockSql, workerLock } from './lock-keys';
import { watchLiveness } from './watch-liveness';

/** What a worker has around it. */
export interface WorkerOptions {
  readonly lock: LockConnection;
  readonly description: string;
  readonly liveness: Liveness;
  readonly clock: Clock;
  /** One connection more. */
  readonly open: () => Promise<Session>;
  /** A new connection after one was lost; tried for a while, since a crashed server comes back. */
  readonly reopen: () => Promise<Session>;
  /** Closes the first connection, which is of who opened it, and opens another in its place. */
  readonly renewFirst: () => Promise<Session>;
  /** Condition: the run lock is still ours. */
  readonly lockHeldSql: string;
}

/** The connection that executes, while the run lock is held by the other one. After a loss it is a new connection. */
export class Worker {
  /** Whether a connection was lost, so that the server may have crashed. */
  hasReconnected = false;
  #first: Session;
  #session: Session;
  readonly #stopLiveness: () => Promise<void>;

  constructor(
    session: Session,
    private readonly options: WorkerOptions,
  ) {
    this.#first = session;
    this.#session = session;
    const { answerWithinMs } = options.liveness;
    this.#stopLiveness = watchLiveness({ ...options, worker: () => this.#session, answerWithinMs });
  }

  /** For scripts, whose end must be found out when the connection is lost: throws SessionLostError then. */
  get session(): Session {
    return this.#session;
  }

  /** For messages of ours, which the server answers soon: throws CONNECTION_LOST. Only a pooler makes them wait. */
  get own(): Session {
    const { liveness, lock, description } = this.options;
    return withDeadline(this.#session, { answerWithinMs: lock.pooled ? 0 : liveness.answerWithinMs, description });
  }

  /** For messages of ours that may take long. */
  get unbounded(): Session {
    return withDeadline(this.#session, { answerWithinMs: 0, description: this.options.description });
  }

  /** The process that executes; behind a pooler it is not known. */
  get pid(): number | 'unknown' {
    return this.options.lock.pooled ? 'unknown' : this.#session.startPid;
  }

  /** Its pid as an SQL expression: behind a pooler it is whatever process has the worker's lock at the moment. */
  get pidSql(): string {
    return this.pid === 'unknown'
      ? `(SELECT l.pid FROM pg_locks l WHERE ${isLockSql(workerLock)} AND l.granted LIMIT 1)`
      : String(this.pid);
  }

  /** Sends a message that is cancelled when the signal is aborted. */
  sendCancellable(message: Message, signal: AbortSignal): Promise<MessageResult> {
    return this.cancellable(() => this.#session.send(message), signal);
  }

  /** What the worker runs meanwhile is cancelled when the signal is aborted. */
  async cancellable<T>(answer: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const stopCancelling = cancelOnAbort(signal, () => this.#cancel(), this.options.clock);
    try {
      return await answer();
    } finally {
      // A cancellation that is still under way would hit the next message.
      await stopCancelling();
    }
  }

  /** Ends a transaction that failed; `more` follows it in the same message. */
  async rollBack(more = ''): Promise<void> {
    if (!this.#session.lost) {
      await this.own.send({ text: `ROLLBACK${more}` });
    }
  }

  /**
   * Connects again when the connection was lost, and ends the process that had it, which may still have a message of
   * ours before it: what it committed can be looked up then. Throws what connecting throws.
   */
  async ensureConnected(): Promise<void> {
    const lostPid = this.pid;
    if (!this.#session.lost) {
      return;
    }
    this.hasReconnected = true;
    this.#session = await this.options.reopen();
    await this.own.rows(lostPid === 'unknown' ? endWorkerSql(this.options.lockHeldSql) : endProcessSql(lostPid));
  }

  /**
   * Connects anew, as a run of its own would, so that what the database and the role have as settings now is in force.
   * Behind a pooler a connection is nobody's, and stays. Throws what connecting throws.
   */
  async renew(): Promise<void> {
    if (this.options.lock.pooled || this.#session.lost) return;
    // The old one goes first: a role may have no connection to spare.
    if (this.#session === this.#first) {
      this.#first = await this.options.renewFirst();
      this.#session = this.#first;
      return;
    }
    await this.#session.close();
    this.#session = await this.options.reopen();
  }

  /** Frees the run lock, and closes what this opened; the first connection stays with who opened it. */
  async release(): Promise<void> {
    const { session, pooled } = this.options.lock;
    await this.#stopLiveness();
    if (pooled && !session.lost) {
      // Left in its transaction, a pooler would close the server connection.
      await session.send({ text: 'ROLLBACK' }).catch(() => {});
    }
    await session.close();
    if (this.#session !== this.#first) {
      await this.#session.close();
    }
    if (!pooled) {
      await endAbandoned(session, this.options.open);
    }
  }

  async #cancel(): Promise<void> {
    try {
      await askBeside(this.options.lock, `${pinSearchPathSql} SELECT pg_cancel_backend(${this.pidSql})`);
    } catch {
      // Without the lock's connection the step ends by its own check of the run lock.
    }
  }
}
