import { EngineError } from '../../src/errors';
import type { LockHolder } from '../../src/events';
import type { History } from '../../src/history/history';
import type {
  LockedStore,
  ResetLimits,
  RunIdentity,
  StepObserver,
  StepResult,
  StepTimeouts,
} from '../../src/history/store';
import { statementAt } from '../../src/migrations/units/statement-at';
import { takeApart } from '../../src/migrations/units/take-apart';
import type { Step } from '../../src/plan/plan';
import type { Clock } from '../../src/ports';
import type { MemoryDatabase } from './memory-database';
import { actionOf, addEvent, recordDone, type Writing } from './memory-history';
import { rewriteMemory } from './memory-rewrite';
import { executeStatements } from './memory-statements';
import { isRefusedTransaction, runUnitsInMemory } from './memory-units';

/** What a locked memory store works with. */
export interface MemoryLockedOptions {
  readonly database: MemoryDatabase;
  readonly clock: Clock;
  readonly run: RunIdentity;
  /** The lock as it was given to this store: it is held as long as the database still has this one. */
  readonly holder: LockHolder;
  readonly read: () => Promise<History>;
}

/** The memory store while its run lock is held. */
export class MemoryLockedStore implements LockedStore {
  constructor(private readonly options: MemoryLockedOptions) {}

  read(): Promise<History> {
    return this.options.read();
  }

  async apply(step: Step, _timeouts: StepTimeouts, observer: StepObserver, signal: AbortSignal): Promise<StepResult> {
    this.#prepare();
    const start = this.options.clock.monotonicMs();
    const apart = step.script?.mode === 'statements' ? step : await this.#applyWhole(step, start, observer, signal);
    if (apart) {
      await runUnitsInMemory(apart, {
        database: this.options.database,
        observer,
        signal,
        writing: () => this.#writing(start),
        requireLock: () => this.#requireLock(step),
      });
    }
    return { durationMs: this.options.clock.monotonicMs() - start };
  }

  /** Nothing is sent ahead where nothing is sent. */
  isSent(): boolean {
    return false;
  }

  /** Answers the step as it goes on when one of its statements was refused a transaction. */
  async #applyWhole(step: Step, start: number, observer: StepObserver, signal: AbortSignal): Promise<Step | undefined> {
    const { database } = this.options;
    const { internals } = database;
    try {
      const executed = await executeStatements(step.script?.statements ?? [], step, { database, signal });
      this.#requireLock(step);
      internals.state = { ...recordDone(internals.state, step, this.#writing(start)), ...executed(internals.state) };
      return undefined;
    } catch (error) {
      const location = error instanceof EngineError ? error.location : undefined;
      const statement = step.script && location && statementAt(step.script, location);
      const script = statement && isRefusedTransaction(error, statement) ? takeApart(step.script) : undefined;
      if (!script || !location) throw error;
      observer.onTakenApart(`${location.path}:${location.line}:${location.column}`);
      return { ...step, script };
    }
  }

  async recordFailure(step: Step, failure: Parameters<LockedStore['recordFailure']>[1]): Promise<void> {
    const { code, message, durationMs, cancelled } = failure;
    this.#record(durationMs, {
      action: actionOf(step),
      id: step.id,
      outcome: cancelled ? 'cancelled' : 'failed',
      message,
      errorCode: code,
    });
  }

  async rewrite(steps: readonly Step[]): Promise<void> {
    const { internals } = this.options.database;
    const before = internals.state;
    try {
      const [first] = steps;
      if (first) this.#requireLock(first);
      this.#prepare();
      for (const step of steps)
        internals.state = rewriteMemory(internals.state, step, this.#writing(this.options.clock.monotonicMs()));
    } catch (error) {
      internals.state = before;
      throw error;
    }
  }

  async reset({ signal }: ResetLimits): Promise<void> {
    if (signal.aborted) throw new EngineError('CANCELLED', 'The reset was interrupted; nothing was dropped.');
    const { internals } = this.options.database;
    internals.state = { historyExists: false, hasUserTables: false, rows: [], events: [], stamps: [], executed: [] };
    this.#prepare();
    this.#record(0, { action: 'reset', id: undefined, outcome: 'succeeded' });
  }

  async finish({ outcome, durationMs, message }: Parameters<LockedStore['finish']>[0]): Promise<void> {
    const known = outcome === 'failed' || outcome === 'cancelled' ? outcome : 'succeeded';
    this.#record(durationMs, { action: 'run', id: undefined, outcome: known, message });
  }

  async release(): Promise<void> {
    const { internals } = this.options.database;
    if (internals.runLock === this.options.holder) internals.runLock = undefined;
  }

  /** Creates history and stamp in the run's first write. */
  #prepare(): void {
    const { internals } = this.options.database;
    const { project, environment } = this.options.run;
    const { state } = internals;
    const isStamped = state.stamps.some((stamp) => stamp.project === project);
    const stamp = { project, environment, stampedAt: this.options.clock.now() };
    internals.state = { ...state, historyExists: true, stamps: isStamped ? state.stamps : [...state.stamps, stamp] };
  }

  /** Writes an event, unless there is no history: then nothing was begun, and nothing is left behind. */
  #record(durationMs: number, event: Parameters<typeof addEvent>[2]): void {
    const { internals } = this.options.database;
    if (!internals.state.historyExists) return;
    internals.state = addEvent(internals.state, { ...this.#writing(0), durationMs }, event);
  }

  #writing(start: number): Writing {
    const { clock, run, database } = this.options;
    const durationMs = clock.monotonicMs() - start;
    return { run, at: clock.now(), durationMs, nextOrder: database.internals.nextOrder };
  }

  #requireLock({ path }: Step): void {
    if (this.options.database.internals.runLock === this.options.holder) return;
    throw new EngineError('RUN_LOCK_LOST', `${path}: the run lock was lost while this step ran.`);
  }
}
