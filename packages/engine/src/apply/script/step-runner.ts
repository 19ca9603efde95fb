import { EngineError } from '../../errors';
import { selectWatchedSql, type WatchedObject } from '../../history/sql/dropped-sql';
import type { FollowingStep, StepObserver, StepResult } from '../../history/store';
import { mayChangeDefaults } from '../../migrations/units/changes-defaults';
import { takeApart } from '../../migrations/units/take-apart';
import type { Step } from '../../plan/plan';
import { scriptsOf } from '../../plan/steps/scripts-of';
import type { Clock } from '../../ports';
import type { LockConnection } from '../../postgres/lock/ask-beside';
import { type BesideQuestion, watchBlockers } from '../../postgres/lock/blockers';
import { boundLockWaits } from '../../postgres/lock/bound-lock-waits';
import type { Worker } from '../../postgres/lock/worker';
import type { StepSampler } from '../../postgres/progress/step-sampler';
import type { Message, MessageResult } from '../../postgres/session/message-query';
import { SessionLostError } from '../../postgres/session/session';
import { settleLostStep } from './lost-step';
import { recordStep, runScript } from './run-script';
import { releaseLocksSql } from './session-leftovers';
import { writtenDuration, writtenMeasures } from './step-history';
import { composeBehind, maySendAhead, type StepMessagesOptions, scriptOptionsOf } from './step-message';
import type { StepRun } from './step-run';
import { type SentStep, StepsAhead } from './steps-ahead';

/** What the steps of a run are run with. */
export interface StepRunnerOptions extends StepMessagesOptions {
  readonly worker: Worker;
  readonly lock: LockConnection;
  readonly clock: Clock;
  readonly largeScript: (relativePath: string) => Iterable<Buffer>;
  /** Creates what the first step is recorded in. */
  readonly prepare: () => Promise<void>;
}

/** A step whose turn has come. */
export interface StepInTurn extends FollowingStep {
  readonly observer: StepObserver;
  readonly signal: AbortSignal;
  /** All that come behind it. */
  readonly following: Iterable<FollowingStep>;
}

/** Waits for a message of a step, and notes what it wrote down for it. */
type Noting = (sent: Promise<MessageResult>) => Promise<void>;

/** What the messages of a step wrote down: the milliseconds that history has of it, and what was measured. */
type WrittenDown = Partial<StepResult>;

function withWritten(written: WrittenDown, answer: MessageResult): WrittenDown {
  const durationMs = writtenDuration(answer) ?? written.durationMs;
  const measured = [...(written.measured ?? []), ...writtenMeasures(answer)];
  return { ...(durationMs !== undefined && { durationMs }), ...(measured.length > 0 && { measured }) };
}

/** Runs the steps of a run on the worker's connection, each recorded with what it does. */
export class StepRunner {
  /** Steps that were done and recorded, in their order. */
  readonly committed: Step[] = [];
  readonly #ahead: StepsAhead;
  /** Whether a step may have changed what connections begin with, or left in its session what cannot be taken away. */
  #needsNewConnection = false;
  #sampler: StepSampler | undefined;

  constructor(private readonly options: StepRunnerOptions) {
    this.#ahead = new StepsAhead({
      session: () => options.worker.session,
      compose: (following, before) => composeBehind(following, before, options),
    });
  }

  /** See `LockedStore`. */
  isSent(step: Step): boolean {
    return this.#ahead.has(step);
  }

  /** See `LockedStore`. */
  async apply(turn: StepInTurn): Promise<StepResult> {
    const { step, timeouts, observer } = turn;
    const { clock, lock, worker } = this.options;
    const sent = this.#ahead.take(step);
    if (!sent) await this.#makeReady(turn);
    const start = clock.monotonicMs();
    const stopWatching = watchBlockers(lock, worker.pidSql, observer, {
      lockTimeoutMs: timeouts.lockTimeoutMs,
      ...(observer.onSampled && { beside: this.#sampling(observer.onSampled, start) }),
    });
    try {
      const { durationMs, measured } = await this.#run(turn, sent);
      this.committed.push(step);
      return { durationMs: durationMs ?? Math.round(clock.monotonicMs() - start), ...(measured && { measured }) };
    } finally {
      // Also after a failure: a part of it may have been kept.
      this.#needsNewConnection ||= !sent && scriptsOf(step).some(mayChangeDefaults);
      await stopWatching();
    }
  }

  /** Made when the first step is looked at that somebody watches: most runs have none. */
  #sampling(onSampled: NonNullable<StepObserver['onSampled']>, startMs: number): () => BesideQuestion {
    const { clock, worker } = this.options;
    return () => {
      const { openStepSampler } =
        require('../../postgres/progress/step-sampler') as typeof import('../../postgres/progress/step-sampler');
      this.#sampler ??= openStepSampler(clock);
      return this.#sampler.sample({ startMs, workerPidSql: worker.pidSql, onSampled });
    };
  }

  async #makeReady({ step, signal }: StepInTurn): Promise<void> {
    await this.options.prepare();
    if (signal.aborted) {
      throw new EngineError('CANCELLED', `${step.path}: interrupted before it began.`, { hint: 'Run again.' });
    }
    if (this.#needsNewConnection) await this.options.worker.renew();
    this.#needsNewConnection = false;
  }

  /** Answers what its messages wrote down of the step. */
  async #run(turn: StepInTurn, sent: SentStep | undefined): Promise<WrittenDown> {
    const { step, signal } = turn;
    const { worker, session } = this.options;
    // What may be sent ahead has taken no such locks; see `maySendAhead`.
    const releaseSql = sent ? undefined : releaseLocksSql(session, scriptsOf(step));
    const options = scriptOptionsOf(turn, this.options);
    let running = step;
    let written: WrittenDown = {};
    const noting: Noting = async (answer) => {
      written = withWritten(written, await answer);
    };
    const observer: StepObserver = {
      ...turn.observer,
      onTakenApart: (place) => {
        running = { ...step, script: step.script && (takeApart(step.script) ?? step.script) };
        turn.observer.onTakenApart(place);
      },
    };
    const { context, run, clock, largeScript } = this.options;
    const sendHistory = (message: Message) => noting(worker.session.send(message));
    const common = {
      worker: worker.session,
      context,
      run,
      step,
      options,
      observer,
      signal,
      clock,
      largeScript,
      sendHistory,
    };
    try {
      await (step.script
        ? runScript({
            ...common,
            script: step.script,
            watched: await this.#readWatched(step),
            sent: sent?.message,
            ...this.#senders(turn, sent, noting),
          })
        : recordStep(common));
      if (releaseSql !== undefined) await this.#release(releaseSql);
      return written;
    } catch (error) {
      if (!(error instanceof SessionLostError)) {
        await worker.rollBack([options.forgetLeftoversSql, releaseSql].map((sql) => sql && `;\n${sql}`).join(''));
        throw error;
      }
      const end = await settleLostStep(worker, { step: running, run, because: error });
      if (!(end instanceof EngineError)) return { ...written, durationMs: end.durationMs };
      // Sent ahead and lost before its turn, it was not begun.
      if (!sent || error.wasNext || signal.aborted) throw end;
    }
    this.#ahead.forget();
    return this.#run(turn, undefined);
  }

  /** After the commit, in a message of its own. Throws SessionLostError, and with the session the locks are gone. */
  async #release(sql: string): Promise<void> {
    try {
      await this.options.worker.session.send({ text: sql });
    } catch (error) {
      if (error instanceof SessionLostError) throw error;
      // Somebody cancelled it; the step is committed all the same.
      this.#needsNewConnection = true;
    }
  }

  /** Asked of downs alone, and only where repeatable scripts are applied. */
  async #readWatched({ watched = [] }: Step): Promise<readonly WatchedObject[]> {
    if (watched.length === 0) return [];
    const rows = await this.options.worker.own.rows(selectWatchedSql(watched));
    return rows.map((row) => ({
      script: row.script ?? '',
      catalog: row.catalog ?? '',
      oid: row.oid ?? '',
      name: row.name ?? '',
    }));
  }

  #senders(
    turn: StepInTurn,
    sent: SentStep | undefined,
    noting: Noting,
  ): Pick<StepRun, 'sendScript' | 'sendTransaction' | 'sendWhole'> {
    const { timeouts, signal } = turn;
    const { lock, worker } = this.options;
    const sendScript: StepRun['sendScript'] = (message) =>
      noting(worker.sendCancellable({ ...message, rows: 'discarded' }, signal));
    const bound = timeouts.lockWaitsMs !== undefined && boundLockWaits(lock, worker.pidSql, timeouts.lockWaitsMs);
    const sendTransaction: StepRun['sendTransaction'] = bound
      ? (message) => bound.during(() => sendScript(message))
      : sendScript;
    const sendWhole: StepRun['sendWhole'] = sent
      ? ({ onNotice = () => {} }) => noting(worker.cancellable(() => sent.answer(onNotice), signal))
      : sendTransaction;
    return { sendScript, sendTransaction, sendWhole: (message) => this.#withFollowing(turn, sent, sendWhole(message)) };
  }

  /** What is sent behind a step, or was, is drained when that fails, so that whatever comes next finds nothing of it. */
  async #withFollowing(turn: StepInTurn, sent: SentStep | undefined, answered: Promise<unknown>): Promise<void> {
    // One whose connection is gone has left no mark in the session that is there now, and first it is to be looked up.
    const mayFollow = sent ? !sent.isGone : maySendAhead(turn, this.options.session);
    if (mayFollow && !turn.signal.aborted) this.#ahead.send(turn.step, turn.following);
    try {
      await answered;
    } catch (error) {
      await this.#ahead.drain(error);
      throw error;
    }
  }
}
