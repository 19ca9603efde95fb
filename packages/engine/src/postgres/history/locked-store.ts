import { settleLostStep } from '../../apply/script/lost-step';
import type { MessageContext } from '../../apply/script/script-message';
import type { SessionOwner } from '../../apply/script/session-leftovers';
import { actionOf } from '../../apply/script/step-history';
import { StepRunner } from '../../apply/script/step-runner';
import { EngineError } from '../../errors';
import type { Blocker } from '../../events';
import type { History } from '../../history/history';
import type { Measure } from '../../history/measure';
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
import type { Step } from '../../plan/plan';
import { describeCancelledReset, describeResetFailure } from '../database/reset-failure';
import { watchBlockers } from '../lock/blockers';
import { lockKeySql, workerLock } from '../lock/lock-keys';
import { type HeldRunLock, holdsRunLockSql } from '../lock/run-lock';
import { Worker, type WorkerOptions } from '../lock/worker';
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
  readonly measure?: Measure;
  readonly largeScript: (relativePath: string) => Iterable<Buffer>;
  readonly readHistory: (before?: History) => Promise<History>;
  /** Called when the history was created or dropped, so that reading need not ask again whether it is there. */
  readonly onHistoryExists: (exists: boolean) => void;
}

/** The store while the run lock is held: `worker` executes, the lock's connection holds the lock, cancels and looks on. */
export class PostgresLockedStore implements LockedStore {
  readonly #options: LockedStoreOptions;
  readonly #worker: Worker;
  readonly #history: HistoryWriter;
  readonly #steps: StepRunner;

  constructor(options: LockedStoreOptions) {
    this.#options = options;
    const lockHeldSql = holdsRunLockSql(options.held.token);
    const worker = new Worker(options.worker, { ...options, lockHeldSql });
    const context: MessageContext = {
      serverVersion: options.probe.serverVersion,
      pooled: options.session === 'shared',
      lockHeldSql,
      workerLockSql: lockKeySql(workerLock),
      tokenSql: lockKeySql(options.held.token),
      get hasStepFunctions() {
        return history.hasStepFunctions;
      },
      sessionSettings: sessionSettings(options.probe.onLinux ? 'linux' : 'other'),
      ...(options.measure && { measure: options.measure }),
    };
    const history: HistoryWriter = new HistoryWriter({ ...options, worker, context });
    this.#worker = worker;
    this.#history = history;
    this.#steps = new StepRunner({ ...options, worker, context, prepare: () => history.prepare() });
  }

  async read(before?: History): Promise<History> {
    const history = await this.#options.readHistory(before);
    this.#history.know(history);
    return history;
  }

  isSent(step: Step): boolean {
    return this.#steps.isSent(step);
  }

  apply(
    step: Step,
    timeouts: StepTimeouts,
    observer: StepObserver,
    signal: AbortSignal,
    following: Iterable<FollowingStep> = [],
  ): Promise<StepResult> {
    return this.#steps.apply({ step, timeouts, observer, signal, following });
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
      const end = await settleLostStep(this.#worker, { step: first, run: this.#options.run, because: error });
      if (end instanceof EngineError) throw end;
    }
    this.#history.created();
    this.#steps.committed.push(...steps);
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
    return this.#history.finish(summary, this.#steps.committed);
  }

  release(): Promise<void> {
    return this.#worker.release();
  }
}
