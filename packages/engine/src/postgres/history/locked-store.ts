import { type CommittedStep, describeUnknownEnd, settleLostStep } from '../../apply/script/lost-step';
import { recordStep, runScript } from '../../apply/script/run-script';
import {
  type ComposedMessage,
  composeTransaction,
  type MessageContext,
  type ScriptOptions,
} from '../../apply/script/script-message';
import { forgetLeftoversSql, releaseLocksSql, type SessionOwner } from '../../apply/script/session-leftovers';
import { actionOf, completedStepSql, writtenDuration } from '../../apply/script/step-history';
import type { StepRun } from '../../apply/script/step-run';
import { type SentStep, StepsAhead } from '../../apply/script/steps-ahead';
import { EngineError } from '../../errors';
import type { Blocker } from '../../events';
import type { History } from '../../history/history';
import { selectWatchedSql, type WatchedObject } from '../../history/sql/dropped-sql';
import { sessionSettings } from '../../history/sql/history-sql';
import type {
  FollowingStep,
  LockedStore,
  ResetLimits,
  RunIdentity,
  StepObserver,
  StepResult,
  StepTimeouts,
} from '../../history/store';
import type { ParsedScript } from '../../migrations/migration';
import { mayChangeDefaults } from '../../migrations/units/changes-defaults';
import { takeApart } from '../../migrations/units/take-apart';
import type { Step } from '../../plan/plan';
import { describeCancelledReset, describeResetFailure } from '../database/reset-failure';
import { watchBlockers } from '../lock/blockers';
import { boundLockWaits } from '../lock/bound-lock-waits';
import { lockKeySql, workerLock } from '../lock/lock-keys';
import { type HeldRunLock, holdsRunLockSql } from '../lock/run-lock';
import { Worker, type WorkerOptions } from '../lock/worker';
import type { Message, MessageResult } from '../session/message-query';
import type { ServerProbe } from '../session/server-probe';
import { type Session, SessionLostError } from '../session/session';
import { HistoryWriter, type RunSummary } from './history-writer';

/** What a locked store works with. */
export interface LockedStoreOptions extends Omit<WorkerOptions, 'lockHeldSql'> {
  readonly worker: Session;
  /** Whether the worker's connection keeps its server session: not behind a pooler in transaction mode. */
  readonly session: SessionOwner;
  readonly held: HeldRunLock;
  readonly probe: ServerProbe;
  readonly run: RunIdentity;
  readonly largeScript: (relativePath: string) => Iterable<Buffer>;
  readonly readHistory: () => Promise<History>;
  /** Called when the history was created or dropped, so that reading need not ask again whether it is there. */
  readonly onHistoryExists: (exists: boolean) => void;
}

/** Waits for a message of a step, and notes what it wrote down for it. */
type Noting = (sent: Promise<MessageResult>) => Promise<void>;

/** A step whose turn has come: sent already, or not; and what comes behind it. */
interface InTurn {
  readonly sent: SentStep | undefined;
  readonly following: Iterable<FollowingStep>;
}

/** What the session says when this step was recorded last. */
function markOf({ runId }: RunIdentity, step: Step): string {
  return `${runId} ${actionOf(step)} ${step.id}`;
}

/** While the server waits for data, a message behind the script would be taken for it. */
function mayCopyIn({ script: { text } }: ParsedScript): boolean {
  return text === undefined || /stdin/i.test(text.toString('latin1'));
}

/** The store while the run lock is held: `worker` executes, the lock's connection holds the lock, cancels and looks on. */
export class PostgresLockedStore implements LockedStore {
  readonly #options: LockedStoreOptions;
  readonly #context: MessageContext;
  readonly #worker: Worker;
  readonly #history: HistoryWriter;
  readonly #ahead: StepsAhead;
  readonly #committed: Step[] = [];
  /** Whether a step may have changed what connections begin with, or left in its session what cannot be taken away. */
  #needsNewConnection = false;

  constructor(options: LockedStoreOptions) {
    this.#options = options;
    const lockHeldSql = holdsRunLockSql(options.held.token);
    this.#worker = new Worker(options.worker, { ...options, lockHeldSql });
    this.#context = {
      serverVersion: options.probe.serverVersion,
      pooled: options.session === 'shared',
      lockHeldSql,
      workerLockSql: lockKeySql(workerLock),
      sessionSettings: sessionSettings(options.probe.onLinux ? 'linux' : 'other'),
    };
    this.#history = new HistoryWriter({ ...options, worker: this.#worker, context: this.#context });
    this.#ahead = new StepsAhead({
      session: () => this.#worker.session,
      compose: (following, before) => this.#composeAhead(following, before),
    });
  }

  async read(): Promise<History> {
    const history = await this.#options.readHistory();
    this.#history.know(history);
    return history;
  }

  isSent(step: Step): boolean {
    return this.#ahead.has(step);
  }

  async apply(
    step: Step,
    timeouts: StepTimeouts,
    observer: StepObserver,
    signal: AbortSignal,
    following: Iterable<FollowingStep> = [],
  ): Promise<StepResult> {
    const sent = this.#ahead.take(step);
    if (!sent) await this.#makeReady(step, signal);
    const { clock, lock } = this.#options;
    const start = clock.monotonicMs();
    const stopWatching = watchBlockers(lock, this.#worker.pidSql, observer, timeouts.lockTimeoutMs);
    const stopLiveness = this.#worker.watchLiveness();
    try {
      const written = await this.#run(step, timeouts, observer, signal, { sent, following });
      this.#committed.push(step);
      return { durationMs: written ?? Math.round(clock.monotonicMs() - start) };
    } finally {
      // Also after a failure: a part of it may have been kept.
      this.#needsNewConnection ||= step.script !== undefined && mayChangeDefaults(step.script);
      await Promise.all([stopWatching(), stopLiveness()]);
    }
  }

  async #makeReady(step: Step, signal: AbortSignal): Promise<void> {
    await this.#history.prepare();
    if (signal.aborted) {
      throw new EngineError('CANCELLED', `${step.path}: interrupted before it began.`, { hint: 'Run again.' });
    }
    if (this.#needsNewConnection) await this.#worker.renew();
    this.#needsNewConnection = false;
  }

  async recordFailure(step: Step, failure: Parameters<LockedStore['recordFailure']>[1]): Promise<void> {
    await this.#history.record({
      action: actionOf(step),
      id: step.id,
      outcome: failure.cancelled ? 'cancelled' : 'failed',
      milliseconds: String(failure.durationMs),
      message: failure.message,
      errorCode: failure.code,
    });
  }

  async rewrite(steps: readonly Step[]): Promise<void> {
    const [first] = steps;
    if (!first) return;
    try {
      await this.#history.rewrite(steps);
    } catch (error) {
      if (!(error instanceof SessionLostError)) throw error;
      // All of them are one transaction, so the event of the first tells of the others.
      const end = await this.#settle(first, error);
      if (end instanceof EngineError) throw end;
    }
    this.#history.created();
    this.#committed.push(...steps);
  }

  async reset({ lockTimeoutMs, onBlocked, signal }: ResetLimits): Promise<void> {
    if (signal.aborted) throw describeCancelledReset();
    const blockers = new Map<number, Blocker>();
    const stopWatching = watchBlockers(this.#options.lock, this.#worker.pidSql, {
      onBlocked: (seen, waitersBehind) => {
        for (const blocker of seen) blockers.set(blocker.pid, blocker);
        onBlocked(seen, waitersBehind);
      },
    });
    try {
      await this.#history.reset(lockTimeoutMs, signal);
    } catch (error) {
      throw describeResetFailure(error, { lockTimeoutMs, blockers: [...blockers.values()], signal });
    } finally {
      await stopWatching();
    }
  }

  finish(summary: RunSummary): Promise<void> {
    return this.#history.finish(summary, this.#committed);
  }

  release(): Promise<void> {
    return this.#worker.release();
  }

  /** Answers the milliseconds that history has of the step. */
  async #run(
    step: Step,
    timeouts: StepTimeouts,
    observer: StepObserver,
    signal: AbortSignal,
    { sent, following }: InTurn,
  ): Promise<number | undefined> {
    const { run, largeScript, session, clock } = this.#options;
    const options = this.#scriptOptions(step, timeouts);
    const releaseSql = releaseLocksSql(session, step.script);
    const worker = this.#worker.session;
    let running = step;
    let written: number | undefined;
    const noting: Noting = async (sent) => {
      written = writtenDuration(await sent) ?? written;
    };
    const watching: StepObserver = {
      ...observer,
      onTakenApart: (place) => {
        running = { ...step, script: step.script && (takeApart(step.script) ?? step.script) };
        observer.onTakenApart(place);
      },
    };
    const common = {
      worker,
      context: this.#context,
      run,
      step,
      options,
      observer: watching,
      signal,
      clock,
      largeScript,
      sendHistory: (message: Message) => noting(worker.send(message)),
    };
    try {
      await (step.script
        ? runScript({
            ...common,
            script: step.script,
            watched: await this.#readWatched(step),
            sent: sent?.message,
            ...this.#senders(timeouts, signal, noting),
            sendWhole: this.#wholeSender({ step, timeouts }, signal, noting, { sent, following }),
          })
        : recordStep(common));
      if (releaseSql !== undefined) await this.#release(releaseSql);
    } catch (error) {
      if (!(error instanceof SessionLostError)) {
        await this.#worker.rollBack([options.forgetLeftoversSql, releaseSql].map((sql) => sql && `;\n${sql}`).join(''));
        throw error;
      }
      const end = await this.#settle(running, error);
      if (!(end instanceof EngineError)) return end.durationMs;
      if (!sent?.isLost || signal.aborted) throw end;
      this.#ahead.forget();
      return this.#run(step, timeouts, observer, signal, { sent: undefined, following });
    }
    return written;
  }

  /** After the commit, in a message of its own. Throws SessionLostError, and with the session the locks are gone. */
  async #release(sql: string): Promise<void> {
    try {
      await this.#worker.session.send({ text: sql });
    } catch (error) {
      if (error instanceof SessionLostError) throw error;
      // Somebody cancelled it; the step is committed all the same.
      this.#needsNewConnection = true;
    }
  }

  /** Asked of downs alone, and only where repeatable scripts are applied. */
  async #readWatched({ watched = [] }: Step): Promise<readonly WatchedObject[]> {
    if (watched.length === 0) return [];
    const rows = await this.#worker.own.rows(selectWatchedSql(watched));
    return rows.map((row) => ({
      script: row.script ?? '',
      catalog: row.catalog ?? '',
      oid: row.oid ?? '',
      name: row.name ?? '',
    }));
  }

  #senders(
    { lockWaitsMs }: StepTimeouts,
    signal: AbortSignal,
    noting: Noting,
  ): Pick<StepRun, 'sendScript' | 'sendTransaction'> {
    const { lock } = this.#options;
    const sendScript: StepRun['sendScript'] = (message) =>
      noting(this.#worker.sendCancellable({ ...message, rows: 'discarded' }, signal));
    if (lockWaitsMs === undefined) return { sendScript, sendTransaction: sendScript };
    const bound = boundLockWaits(lock, this.#worker.pidSql, lockWaitsMs);
    return { sendScript, sendTransaction: (message) => bound.during(() => sendScript(message)) };
  }

  /** What is sent behind a step, or was, is drained when that fails, so that whatever comes next finds nothing of it. */
  #wholeSender(
    front: FollowingStep,
    signal: AbortSignal,
    noting: Noting,
    { sent, following }: InTurn,
  ): StepRun['sendWhole'] {
    const { sendTransaction } = this.#senders(front.timeouts, signal, noting);
    return async (message) => {
      const { onNotice = () => {} } = message;
      const answered = sent
        ? noting(this.#worker.cancellable(() => sent.answer(onNotice), signal))
        : sendTransaction(message);
      if (!signal.aborted && this.#maySendAhead(front)) this.#ahead.send(front.step, following);
      try {
        await answered;
      } catch (error) {
        await this.#ahead.drain(error);
        throw error;
      }
    };
  }

  /** The message of a step that is sent behind another. */
  #composeAhead({ step, timeouts }: FollowingStep, before: Step): ComposedMessage | undefined {
    const { run } = this.#options;
    if (!step.script || !this.#maySendAhead({ step, timeouts })) return undefined;
    const options = { ...this.#scriptOptions(step, timeouts), after: markOf(run, before) };
    return composeTransaction(this.#context, step.script, options, completedStepSql(run, step));
  }

  /** Whether a step may be sent behind another, and another behind it: one that is a message and nothing around it. */
  #maySendAhead({ step: { script, watched = [] }, timeouts }: FollowingStep): boolean {
    const { session, lock } = this.#options;
    const isOneMessage = script?.mode === 'transactional' || script?.mode === 'empty';
    return (
      isOneMessage &&
      !lock.pooled &&
      session === 'own' &&
      watched.length === 0 &&
      timeouts.lockWaitsMs === undefined &&
      releaseLocksSql(session, script) === undefined &&
      !mayChangeDefaults(script) &&
      !mayCopyIn(script)
    );
  }

  #scriptOptions(step: Step, timeouts: StepTimeouts): ScriptOptions {
    const { run, session } = this.#options;
    return {
      timeouts,
      checkFunctionBodies: step.file?.kind === 'repeatable' && step.file.phase === 'before' ? 'off' : 'on',
      forgetLeftoversSql: forgetLeftoversSql(session, step.script),
      ...(session === 'own' && { mark: markOf(run, step) }),
    };
  }

  async #settle(step: Step, because: SessionLostError): Promise<EngineError | CommittedStep> {
    const lost = { step, run: this.#options.run, because };
    try {
      await this.#worker.ensureConnected();
    } catch (error) {
      throw describeUnknownEnd(lost, error);
    }
    return settleLostStep(this.#worker.own, lost);
  }
}
