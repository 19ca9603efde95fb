import { decideInterruptedUnit } from '../../src/apply/outside-transaction/interrupted-unit';
import { EngineError } from '../../src/errors';
import type { StepObserver } from '../../src/history/store';
import type { ScriptUnit } from '../../src/migrations/migration';
import type { Step } from '../../src/plan/plan';
import { mayRunAlone, refusalOfTransaction } from '../../src/sql/statements/may-run-alone';
import type { Statement } from '../../src/sql/statements/statement';
import type { MemoryContents } from './memory-database';
import {
  actionOf,
  addEvent,
  dropRow,
  findRow,
  type MemoryProgress,
  putRow,
  recordApplied,
  requireExpected,
  type Writing,
} from './memory-history';
import { type Effects, type Execution, executeStatements } from './memory-statements';

/** A step that runs outside a transaction. */
export interface UnitsRun extends Execution {
  readonly observer: StepObserver;
  readonly writing: () => Writing;
  /** Throws RUN_LOCK_LOST. */
  readonly requireLock: () => void;
}

/** Runs a script unit by unit and records how far it is, in the order in which the real store does. */
export async function runUnitsInMemory(step: Step, run: UnitsRun): Promise<void> {
  const units = step.script?.units ?? [];
  const progress = new MemoryUnitProgress(step, run, units.length);
  for (const [index, unit] of units.entries()) {
    if (index < step.resumeAt) continue;
    if (run.signal.aborted) {
      throw new EngineError('CANCELLED', `${step.path}: interrupted after ${index} of ${units.length} parts.`);
    }
    await runUnit(step, run, progress, index, unit);
    run.observer.onProgress(index + 1, units.length);
  }
}

async function runUnit(
  step: Step,
  run: UnitsRun,
  progress: MemoryUnitProgress,
  index: number,
  unit: ScriptUnit,
): Promise<void> {
  const [statement] = unit.statements;
  const isStarted = progress.started === index;
  if (!statement || (unit.kind === 'transactional' && !isStarted)) {
    try {
      progress.record(index + 1, undefined, await executeStatements(unit.statements, step, run));
      return;
    } catch (error) {
      if (!statement || unit.statements.length > 1 || !isRefusedTransaction(error, statement)) throw error;
    }
  }
  if (progress.started === index && hasHappened(step, statement, run)) {
    progress.record(index + 1, undefined);
    return;
  }
  if (progress.started !== index) progress.record(index, index);
  try {
    progress.record(index + 1, undefined, await executeStatements([statement], step, run));
  } catch (error) {
    const isRefused = error instanceof EngineError && error.code === 'STEP_FAILED';
    if (isRefused) progress.record(index, undefined);
    throw error;
  }
}

/** Whether the server refused a statement a transaction that can do better without one. */
export function isRefusedTransaction(error: unknown, statement: Statement): boolean {
  const refusal = error instanceof EngineError ? refusalOfTransaction(error.fields.sqlState) : undefined;
  return refusal !== undefined && mayRunAlone(statement, refusal);
}

/** Whether a statement that an earlier run started is done. */
function hasHappened(step: Step, statement: Statement, { database }: UnitsRun): boolean {
  const { decision } = decideInterruptedUnit(textOf(step), statement);
  switch (decision) {
    case 'run-again':
      return false;
    case 'ask-catalog':
      return database.contents().executed.includes(textOf(step).toString('utf8', statement.start, statement.end));
    case 'unknown':
      throw new EngineError('STATEMENT_UNKNOWN', `${step.path}: a statement was started by an earlier run.`);
  }
}

class MemoryUnitProgress {
  /** The unit that an earlier run started and did not end. */
  readonly started: number | undefined;
  #isRecorded = false;

  constructor(
    private readonly step: Step,
    private readonly run: UnitsRun,
    private readonly total: number,
  ) {
    const { expected, action } = step;
    const direction = action === 'down' ? 'down' : 'up';
    const isResumed = expected?.outcome === 'failed' && (expected.failedDirection ?? 'up') === direction;
    this.started = isResumed ? expected.unitStarted : undefined;
  }

  /** Commits `done` units, with what the last of them did. */
  record(done: number, started: number | undefined, effects?: Effects): void {
    this.run.requireLock();
    const { internals } = this.run.database;
    const writing = this.run.writing();
    const progress: MemoryProgress = { done, started, total: this.total };
    // As the real store: one that was to be one transaction ends as if it had been.
    const isWhole = done === this.total && this.step.script?.reason?.kind === 'refused';
    let state = this.#write(writing, isWhole ? { done: 0, started: undefined, total: 0 } : progress);
    if (done === this.total) {
      state = addEvent(state, writing, { action: actionOf(this.step), id: this.step.id, outcome: 'succeeded' });
    }
    internals.state = { ...state, ...effects?.(state) };
    this.#isRecorded = true;
  }

  #write(writing: Writing, progress: MemoryProgress): MemoryContents {
    const { step } = this;
    const { state } = this.run.database.internals;
    if (step.action === 'script' || step.action === 'skip-down') return state;
    if (step.action !== 'down' && !this.#isRecorded) return recordApplied(state, step, writing, progress);
    if (!this.#isRecorded) requireExpected(state, step, writing.run.project);
    const isUndone = step.action === 'down' && progress.done === progress.total;
    return isUndone ? dropRow(state, writing.run.project, step.id) : this.#move(state, writing, progress);
  }

  /** Moves the row that is there. */
  #move(state: MemoryContents, { run, at }: Writing, { done, started, total }: MemoryProgress): MemoryContents {
    const { action, id, script } = this.step;
    const row = findRow(state, run.project, id);
    if (!row) return state;
    const isDown = action === 'down';
    return putRow(state, {
      ...row,
      unitsDone: done,
      unitsTotal: total,
      unitStarted: started,
      outcome: !isDown && done === total ? 'applied' : 'failed',
      ...(!isDown && done === total && { appliedAt: at }),
      failedDirection: isDown ? 'down' : 'up',
      runId: run.runId,
      // What is half done is the down that runs, not the one that was stored when the migration was applied.
      ...(isDown && {
        downChecksum: script?.script.checksum,
        downText: script?.script.text?.toString('utf8'),
        hasStoredDown: true,
      }),
    });
  }
}

function textOf({ script }: Step): Buffer {
  return script?.script.text ?? Buffer.alloc(0);
}
