import {
  recordAppliedSql,
  recordEventSql,
  recordProgressSql,
  recordRolledBackSql,
  sinceBeginSql,
  type UnitProgress,
} from '../../history/history-sql';
import type { RunIdentity } from '../../history/store';
import type { Step } from '../../plan/plan';
import { actionOf, storedTexts } from './step-history';

/** Progress of a script outside a transaction, as history has it, and the statements that move it on. */
export class RecordedProgress {
  #recorded: UnitProgress;
  #isRecorded = false;

  constructor(
    private readonly run: RunIdentity,
    private readonly step: Step,
    total: number,
  ) {
    const row = step.expected;
    const direction = step.action === 'down' ? 'down' : 'up';
    const isResumed = row?.outcome === 'failed' && (row.failedDirection ?? 'up') === direction;
    this.started = isResumed ? row.unitStarted : undefined;
    // An undo moves the row that is there; an up writes it first, also anew when it was half done with another text.
    this.#recorded = { done: row?.unitsDone ?? 0, started: row?.unitStarted, total, direction };
  }

  /** The unit that an earlier run started and did not end. */
  readonly started: number | undefined;

  /** Statements that record `done` units, and `started` as begun; with the last unit done, the whole step. */
  sqlTo(done: number, started: number | undefined): string {
    const { run, step } = this;
    const after = { ...this.#recorded, done, started };
    const complete = done === after.total;
    const event = complete
      ? `\n${recordEventSql(run, { action: actionOf(step), id: step.id, outcome: 'succeeded', milliseconds: sinceBeginSql })}`
      : '';
    switch (step.action) {
      case 'script':
      case 'skip-down':
        return event;
      case 'down':
        return (
          (complete
            ? recordRolledBackSql(run, step)
            : recordProgressSql(run, step.id, this.#recorded, after, sinceBeginSql)) + event
        );
      case 'up':
      case 'repeat':
        return (
          (this.#isRecorded
            ? recordProgressSql(run, step.id, this.#recorded, after, sinceBeginSql)
            : recordAppliedSql(run, step, storedTexts(step), sinceBeginSql, after, step.expected ?? 'none')) + event
        );
    }
  }

  /** To be called once a message with `sqlTo` was committed. */
  committed(done: number, started: number | undefined): void {
    this.#isRecorded = true;
    this.#recorded = { ...this.#recorded, done, started };
  }
}
