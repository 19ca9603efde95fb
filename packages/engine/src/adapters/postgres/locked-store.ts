import { cancelOnAbort } from '../../apply/cancel-step';
import {
  composeTransaction,
  lockWorkerSql,
  type MessageContext,
  refuseLostLockSql,
  type ScriptOptions,
} from '../../apply/script-message';
import { forgetLeftoversSql, type SessionOwner } from '../../apply/session-leftovers';
import { EngineError } from '../../errors';
import type { History } from '../../history/history';
import { type NewEvent, pinSearchPathSql, recordEventSql, sessionSettings, stampSql } from '../../history/history-sql';
import { createHistorySql } from '../../history/layout';
import type { LockedStore, RunIdentity, StepObserver, StepResult, StepTimeouts } from '../../history/store';
import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import type { Clock } from '../../ports';
import { type Liveness, withDeadline } from './answer-deadline';
import { askBeside, type LockConnection } from './ask-beside';
import { watchBlockers } from './blockers';
import { copyDataOf } from './copy-data';
import { endAbandoned, endProcessSql } from './end-abandoned';
import { describeLostSteps, describeUnknownFinish, readRecordedRun } from './finish-run';
import { isLockSql, lockKeySql, workerLock } from './lock-keys';
import { describeUnknownEnd, settleLostStep } from './lost-step';
import type { Message, MessageResult } from './message-query';
import { resetDatabase } from './reset-database';
import { runBatches } from './run-batches';
import { type HeldRunLock, holdsRunLockSql } from './run-lock';
import { runUnits } from './run-units';
import type { ServerProbe } from './server-probe';
import { type Session, SessionLostError } from './session';
import { asRunFailure, asStepFailure } from './step-failure';
import { actionOf, completedStepSql } from './step-history';
import type { StepRun } from './step-run';
import { watchLiveness } from './watch-liveness';
import { describeWriteHistoryError } from './write-history-error';

/** What a locked store works with. */
export interface LockedStoreOptions {
  readonly worker: Session;
  readonly lock: LockConnection;
  /** Whether the worker's connection keeps its server session: not behind a pooler in transaction mode. */
  readonly session: SessionOwner;
  readonly held: HeldRunLock;
  readonly probe: ServerProbe;
  readonly run: RunIdentity;
  readonly clock: Clock;
  readonly largeScript: (relativePath: string) => Iterable<Buffer>;
  readonly description: string;
  readonly liveness: Liveness;
  /** One connection more. */
  readonly open: () => Promise<Session>;
  /** A new worker connection after one was lost; tried for a while, since a crashed server comes back. */
  readonly reopen: () => Promise<Session>;
  readonly readHistory: () => Promise<History>;
  /** Called when the history was created or dropped, so that reading need not ask again whether it is there. */
  readonly onHistoryExists: (exists: boolean) => void;
}

type RunSummary = Parameters<LockedStore['finish']>[0];

/** The store while the run lock is held: `worker` executes, the lock's connection holds the lock, cancels and looks on. */
export class PostgresLockedStore implements LockedStore {
  readonly #options: LockedStoreOptions;
  readonly #context: MessageContext;
  #worker: Session;
  #historyExists = false;
  #stamped = false;
  /** Whether a connection was lost, so that the server may have crashed. */
  #reconnected = false;
  readonly #committed: Step[] = [];

  constructor(options: LockedStoreOptions) {
    this.#options = options;
    this.#worker = options.worker;
    this.#context = {
      serverVersion: options.probe.serverVersion,
      pooled: options.session === 'shared',
      lockHeldSql: holdsRunLockSql(options.held.token),
      workerLockSql: lockKeySql(workerLock),
      sessionSettings: sessionSettings(options.probe.onLinux ? 'linux' : 'other'),
    };
  }

  async read(): Promise<History> {
    const history = await this.#options.readHistory();
    this.#historyExists = history.exists;
    this.#stamped = history.stamp !== undefined;
    return history;
  }

  async apply(step: Step, timeouts: StepTimeouts, observer: StepObserver, signal: AbortSignal): Promise<StepResult> {
    await this.#prepare();
    if (signal.aborted) {
      throw new EngineError('CANCELLED', `${step.path}: interrupted before it began.`, { hint: 'Run again.' });
    }
    const { clock, lock } = this.#options;
    const start = clock.monotonicMs();
    const stopWatching = watchBlockers(lock, this.#workerPidSql(), observer);
    const stopLiveness = this.#watchLiveness();
    try {
      await this.#run(step, timeouts, observer, signal);
    } finally {
      await Promise.all([stopWatching(), stopLiveness()]);
    }
    this.#committed.push(step);
    return { durationMs: Math.round(clock.monotonicMs() - start) };
  }

  async recordFailure(
    step: Step,
    failure: {
      readonly code: string;
      readonly message: string;
      readonly durationMs: number;
      readonly cancelled: boolean;
    },
  ): Promise<void> {
    await this.#record({
      action: actionOf(step),
      id: step.id,
      outcome: failure.cancelled ? 'cancelled' : 'failed',
      milliseconds: String(failure.durationMs),
      message: failure.message,
      errorCode: failure.code,
    });
  }

  async reset(): Promise<void> {
    const stopLiveness = this.#watchLiveness();
    try {
      // Dropping much takes long, so it has no deadline.
      await resetDatabase(this.#own(0), this.#options.probe.serverVersion, this.#beginFenced());
    } catch (error) {
      await this.#rollBack();
      throw asRunFailure(error, 'The reset');
    } finally {
      await stopLiveness();
    }
    this.#historyExists = false;
    this.#stamped = false;
    this.#options.onHistoryExists(false);
    await this.#prepare();
    await this.#record({ action: 'reset', id: undefined, outcome: 'succeeded', milliseconds: 'NULL' });
  }

  async finish(summary: RunSummary): Promise<void> {
    if (!this.#historyExists) {
      return;
    }
    if (!this.#reconnected) {
      try {
        await this.#recordRun(summary);
        return;
      } catch (error) {
        if (!this.#worker.lost) throw error;
      }
    }
    await this.#finishAfterLoss(summary).catch((error: unknown) => {
      throw this.#worker.lost ? describeUnknownFinish(error) : error;
    });
  }

  /** The last commit, again unless it is there; and whether what the steps committed is there still. */
  async #finishAfterLoss(summary: RunSummary): Promise<void> {
    if (this.#worker.lost) {
      await this.#reconnect();
    }
    const { run, description } = this.#options;
    const { isFinished, lostSteps } = await readRecordedRun(this.#own(), run, this.#committed);
    if (!isFinished) {
      await this.#recordRun(lostSteps.length > 0 ? { ...summary, outcome: 'failed' } : summary);
    }
    if (lostSteps.length > 0) {
      throw describeLostSteps(lostSteps, description);
    }
  }

  #recordRun(summary: RunSummary): Promise<void> {
    return this.#record(
      {
        action: 'run',
        id: undefined,
        outcome: summary.outcome === 'failed' ? 'failed' : summary.outcome === 'cancelled' ? 'cancelled' : 'succeeded',
        milliseconds: String(summary.durationMs),
        message: summary.message,
      },
      // PostgREST reads its schema cache anew. The commit is synchronous: it makes those of the steps durable, too.
      summary.changed > 0 ? "NOTIFY pgrst, 'reload schema';" : '',
    );
  }

  async release(): Promise<void> {
    const { session, pooled } = this.#options.lock;
    if (pooled && !session.lost) {
      // Left in its transaction, a pooler would close the server connection.
      await session.send({ text: 'ROLLBACK' }).catch(() => {});
    }
    await session.close();
    if (this.#worker !== this.#options.worker) {
      await this.#worker.close();
    }
    if (!pooled) await endAbandoned(session, this.#options.open);
  }

  /** Creates history and stamp in the run's first write, so that a refused run leaves no trace. */
  async #prepare(): Promise<void> {
    if (this.#historyExists && this.#stamped) {
      return;
    }
    const statements = [
      ...this.#beginFenced(),
      // Waited for, whatever the server's default: a crash must not take the history from under a run.
      `${pinSearchPathSql} SET LOCAL lock_timeout = '10s'; SET LOCAL synchronous_commit = on`,
      this.#historyExists ? '' : createHistorySql.slice(0, -1),
      stampSql(this.#options.run).slice(0, -1),
      'COMMIT',
    ];
    try {
      await this.#own().send({ text: statements.filter((statement) => statement !== '').join(';\n') });
    } catch (error) {
      await this.#rollBack();
      throw asRunFailure(describeWriteHistoryError(error, this.#options.probe), 'The history');
    }
    this.#historyExists = true;
    this.#stamped = true;
    this.#options.onHistoryExists(true);
  }

  async #run(step: Step, timeouts: StepTimeouts, observer: StepObserver, signal: AbortSignal): Promise<void> {
    const options: ScriptOptions = {
      timeouts,
      checkFunctionBodies: step.file?.kind === 'repeatable' && step.file.phase === 'before' ? 'off' : 'on',
      forgetLeftoversSql: forgetLeftoversSql(this.#options.session, step.script),
    };
    try {
      await (step.script
        ? runScript(this.#stepRun(step, step.script, options, observer, signal))
        : this.#sendHistoryOnly(step, options));
    } catch (error) {
      if (!(error instanceof SessionLostError)) {
        await this.#rollBack(`;\n${options.forgetLeftoversSql}`);
        throw error;
      }
      const failure = await this.#settle(step, error);
      if (failure) throw failure;
    }
  }

  #stepRun(
    step: Step,
    script: ParsedScript,
    options: ScriptOptions,
    observer: StepObserver,
    signal: AbortSignal,
  ): StepRun {
    const { run, largeScript } = this.#options;
    const sendScript = (message: Message) => this.#sendScript(message, signal);
    return {
      worker: this.#worker,
      sendScript,
      context: this.#context,
      run,
      step,
      script,
      options,
      observer,
      signal,
      largeScript,
    };
  }

  async #sendScript(message: Message, signal: AbortSignal): Promise<MessageResult> {
    const stopCancelling = cancelOnAbort(signal, () => this.#cancelWorker(), this.#options.clock);
    try {
      return await this.#worker.send(message);
    } finally {
      // A cancellation that is still under way would hit the next message.
      await stopCancelling();
    }
  }

  async #settle(step: Step, because: SessionLostError): Promise<EngineError | undefined> {
    const lost = { step, run: this.#options.run, because, pid: this.#workerPid() };
    try {
      await this.#reconnect();
    } catch (error) {
      throw describeUnknownEnd(lost, error);
    }
    return settleLostStep(this.#own(), lost);
  }

  /** A step that runs nothing: an undo that is skipped with a record. */
  async #sendHistoryOnly(step: Step, options: ScriptOptions): Promise<void> {
    const empty: ParsedScript = {
      script: emptyScript,
      mode: 'empty',
      statements: [],
      units: [],
      message: '',
      problems: [],
    };
    const message = composeTransaction(this.#context, empty, options, completedStepSql(this.#options.run, step));
    try {
      await this.#worker.send({ text: message.before + message.after });
    } catch (error) {
      throw asStepFailure(error, { step, message, cancelled: false });
    }
  }

  /** Writes an event. Without a history no step was begun, so there is nothing to say of it. */
  async #record(event: NewEvent, more = ''): Promise<void> {
    if (!this.#historyExists) {
      return;
    }
    if (this.#worker.lost) {
      await this.#reconnect();
    }
    const settings = "SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '10s';";
    try {
      await this.#own().send({
        text: `BEGIN; ${pinSearchPathSql} ${settings} ${recordEventSql(this.#options.run, event)} ${more} COMMIT`,
      });
    } catch (error) {
      await this.#rollBack();
      throw asRunFailure(describeWriteHistoryError(error, this.#options.probe), 'The history');
    }
  }

  async #rollBack(more = ''): Promise<void> {
    if (!this.#worker.lost) {
      await this.#own().send({ text: `ROLLBACK${more}` });
    }
  }

  /** The worker for messages of ours, which the server answers soon; 0 is no deadline. */
  #own(answerWithinMs = this.#options.liveness.answerWithinMs): Session {
    return withDeadline(this.#worker, { answerWithinMs, description: this.#options.description });
  }

  #watchLiveness(): () => Promise<void> {
    const { lock, open, clock, liveness } = this.#options;
    return watchLiveness({ worker: this.#worker, lock, open, clock, answerWithinMs: liveness.answerWithinMs });
  }

  async #reconnect(): Promise<void> {
    const lost = this.#worker;
    this.#reconnected = true;
    this.#worker = await this.#options.reopen();
    if (lost.abandoned && !this.#options.lock.pooled) {
      await this.#own().rows(endProcessSql(lost.startPid));
    }
  }

  /** The start of a transaction that changes the database outside a step: not once another runner has the run lock. */
  #beginFenced(): readonly string[] {
    return ['BEGIN ISOLATION LEVEL READ COMMITTED', lockWorkerSql(this.#context), refuseLostLockSql(this.#context)];
  }

  #workerPid(): number | 'unknown' {
    return this.#options.lock.pooled ? 'unknown' : this.#worker.startPid;
  }

  /** Behind a pooler the worker is whatever process has its lock at the moment. */
  #workerPidSql(): string {
    const pid = this.#workerPid();
    return pid === 'unknown'
      ? `(SELECT l.pid FROM pg_locks l WHERE ${isLockSql(workerLock)} AND l.granted LIMIT 1)`
      : String(pid);
  }

  async #cancelWorker(): Promise<void> {
    try {
      await askBeside(this.#options.lock, `${pinSearchPathSql} SELECT pg_cancel_backend(${this.#workerPidSql()})`);
    } catch {
      // Without the lock's connection the step ends by its own check of the run lock.
    }
  }
}

/** Runs a script in the way that its mode asks for, history included. */
async function runScript(stepRun: StepRun): Promise<void> {
  const { script, step, run } = stepRun;
  switch (script.mode) {
    case 'transactional':
    case 'empty':
      return runTransaction(stepRun, completedStepSql(run, step));
    case 'statements':
      return runUnits(stepRun);
    case 'batches':
      return runBatches(stepRun, completedStepSql(run, step));
  }
}

/** One message, one round trip. */
async function runTransaction(stepRun: StepRun, history: string): Promise<void> {
  const { sendScript, context, step, script, options, observer, signal } = stepRun;
  const message = composeTransaction(context, script, options, history);
  try {
    await sendScript({
      text: message.before + message.script + message.after,
      copyData: copyDataOf(script),
      onNotice: observer.onNotice,
    });
  } catch (error) {
    throw asStepFailure(error, { step, message, cancelled: signal.aborted });
  }
}

const emptyScript = {
  path: '',
  checksum: '',
  bytes: 0,
  text: undefined,
  directives: { requires: [], runAfterMigrations: false, runAlways: false },
} as const;
