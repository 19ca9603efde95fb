import { recordDroppedSql, type WatchedObject } from '../../history/sql/dropped-sql';
import {
  type ExpectedRow,
  isComplete,
  recordAppliedSql,
  recordDownProgressSql,
  recordRolledBackSql,
  recordSuccessSql,
  recordUpProgressSql,
  rowDurationSql,
  sinceBeginSql,
  type UnitProgress,
} from '../../history/sql/history-sql';
import type { RunIdentity } from '../../history/store';
import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import type { Clock } from '../../ports';
import { actionOf, storedTexts } from '../script/step-history';
import type { PartProgress } from './part-failure';

/** Progress of a script outside a transaction, as history has it, and the statements that move it on. */
export class RecordedProgress {
  /** The unit that an earlier run started and did not end. */
  readonly started: number | undefined;
  /** The row as history has it now; each statement expects it so. */
  #row: ExpectedRow | undefined;
  /** Whether this run has written the row: an up writes it first, also anew when it was half done with another text. */
  #isWritten = false;
  readonly #total: number;
  readonly #startMs: number;
  #done: number;
  #started: number | undefined;
  #sentAlone: number | undefined;
  #isRecorded = false;
  /** When the row was written last. */
  #writtenMs: number;

  constructor(
    private readonly run: RunIdentity,
    private readonly step: Step,
    private readonly script: ParsedScript,
    private readonly clock: Clock,
    private readonly watched: readonly WatchedObject[],
  ) {
    this.#total = script.units.length;
    this.#startMs = clock.monotonicMs();
    this.#writtenMs = this.#startMs;
    const row = step.expected;
    const direction = step.action === 'down' ? 'down' : 'up';
    const isResumed = row?.outcome === 'failed' && (row.failedDirection ?? 'up') === direction;
    this.started = isResumed ? row.unitStarted : undefined;
    this.#row = row;
    this.#done = step.resumeAt;
    this.#started = this.started;
  }

  /** How many units history has as done, and the one that was started and whose end it does not know. */
  get state(): PartProgress {
    return { done: this.#done, started: this.#started, sentAlone: this.#sentAlone };
  }

  /** Whether history has the step as done, with all that belongs to it. */
  get isRecorded(): boolean {
    return this.#isRecorded;
  }

  /** Statements that record `done` units, and `started` as begun; with the last unit done and nothing `left`, the whole step. */
  sqlTo(done: number, started: number | undefined, left?: UnitProgress['left']): string {
    const { run, step } = this;
    const { id } = step;
    const progress: UnitProgress = { done, started, total: this.#total, ...(left && { left }) };
    const isDone = isComplete(progress);
    // One that was to be one transaction ends as if it had been: the next record need not know how it went.
    const isWhole = isDone && this.script.reason?.kind === 'refused';
    const change = this.#changeSql(isWhole ? whole : progress);
    if (!isDone) return change;
    const hasRow = step.action === 'up' || step.action === 'repeat';
    const milliseconds = hasRow ? rowDurationSql(run, id) : this.#sinceSql(this.#startMs);
    const event = recordSuccessSql(run, { action: actionOf(step), id, milliseconds });
    return `${change}\n${event}\n${recordDroppedSql(run, step, this.watched)}`;
  }

  /** To be called once a message with `sqlTo` was committed. */
  committed(done: number, started: number | undefined, left?: UnitProgress['left']): void {
    this.#isWritten = true;
    this.#isRecorded = done === this.#total && left === undefined;
    this.#done = done;
    this.#started = started;
    this.#sentAlone = started ?? this.#sentAlone;
    this.#writtenMs = this.clock.monotonicMs();
    this.#row = {
      checksum: (this.step.action === 'down' ? this.step.expected : this.step.script?.script)?.checksum ?? '',
      outcome: this.step.action !== 'down' && done === this.#total && left === undefined ? 'applied' : 'failed',
      unitsDone: done,
      unitStarted: started,
    };
  }

  #changeSql(progress: UnitProgress): string {
    const { run, step } = this;
    switch (step.action) {
      case 'script':
      case 'skip-down':
      case 'baseline':
      case 'repair':
      case 'hook':
        return '';
      case 'down':
        return isComplete(progress) || !this.#row
          ? recordRolledBackSql(run, step.id, this.#row)
          : recordDownProgressSql(run, step, progress, this.#row);
      case 'up':
      case 'repeat': {
        const milliseconds = this.#sinceSql(this.#writtenMs);
        return this.#isWritten && this.#row
          ? recordUpProgressSql(run, step.id, progress, milliseconds, this.#row)
          : recordAppliedSql(run, step, storedTexts(step), milliseconds, progress, this.#row);
      }
    }
  }

  /** Up to the end of the message to come: what ran before it, as a statement alone does, and what runs in it. */
  #sinceSql(ms: number): string {
    return `${Math.round(this.clock.monotonicMs() - ms)} + ${sinceBeginSql}`;
  }
}

const whole: UnitProgress = { done: 0, started: undefined, total: 0 };
