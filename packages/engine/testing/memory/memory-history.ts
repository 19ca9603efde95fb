import { EngineError } from '../../src/errors';
import type { HistoryEvent, HistoryRow } from '../../src/history/history';
import { maxStoredTextBytes } from '../../src/history/layout';
import type { RunIdentity } from '../../src/history/store';
import type { Step } from '../../src/plan/plan';
import type { MemoryContents, MemoryRow } from './memory-database';

/** Who writes, and when: what each record of the memory history has beside its step. */
export interface Writing {
  readonly run: RunIdentity;
  readonly at: Date;
  readonly durationMs: number;
  readonly nextOrder: () => number;
}

/** How far a script outside a transaction is. */
export interface MemoryProgress {
  readonly done: number;
  readonly total: number;
  readonly started: number | undefined;
}

/** The row of a script, if the history of its project has one. */
export function findRow(state: MemoryContents, project: string, id: string): MemoryRow | undefined {
  return state.rows.find((row) => row.project === project && row.id === id);
}

/** Records a step as done, current state and event. Throws HISTORY_CONFLICT when its row is not the expected one. */
export function recordDone(state: MemoryContents, step: Step, writing: Writing): MemoryContents {
  const after = addEvent(state, writing, { action: actionOf(step), id: step.id, outcome: 'succeeded' });
  switch (step.action) {
    case 'up':
    case 'repeat':
      return recordApplied(after, step, writing, { done: 0, total: 0, started: undefined });
    case 'down':
      requireExpected(after, step, writing.run.project);
      return dropRow(after, writing.run.project, step.id);
    case 'skip-down': {
      requireExpected(after, step, writing.run.project);
      const isIt = (row: MemoryRow) => row.project === writing.run.project && row.id === step.id;
      return { ...after, rows: after.rows.map((row) => (isIt(row) ? { ...row, notUndone: true } : row)) };
    }
    case 'script':
    case 'hook':
      return after;
    case 'baseline':
    case 'repair':
      return state;
  }
}

/** Writes the row of an up as it is at this progress; complete, it is applied. */
export function recordApplied(
  state: MemoryContents,
  step: Step,
  writing: Writing,
  progress: MemoryProgress,
): MemoryContents {
  requireExpected(state, step, writing.run.project);
  return putRow(state, rowOfStep(step, writing, progress));
}

/** Replaces the row of that project and id, or adds it. */
export function putRow(state: MemoryContents, row: MemoryRow): MemoryContents {
  const { rows } = dropRow(state, row.project, row.id);
  return { ...state, rows: [...rows, row] };
}

/** Takes the row of a migration away, since it was undone. */
export function dropRow(state: MemoryContents, project: string, id: string): MemoryContents {
  return { ...state, rows: state.rows.filter((row) => row.project !== project || row.id !== id) };
}

/** What every statement over the history does: it names the state that it expects. Throws HISTORY_CONFLICT. */
export function requireExpected(state: MemoryContents, { id, expected, path }: Step, project: string): void {
  const row = findRow(state, project, id);
  if (!row && !expected) return;
  if (row && expected && isSame(row, expected)) return;
  throw new EngineError('HISTORY_CONFLICT', `${path}: history of ${id} is not what this run expected.`, {
    hint: 'Run again.',
  });
}

/** An event at the end of the log. */
export function addEvent(
  state: MemoryContents,
  { run, at, durationMs }: Writing,
  event: Pick<HistoryEvent, 'action' | 'id' | 'outcome'> & Partial<Pick<HistoryEvent, 'message' | 'errorCode'>>,
): MemoryContents {
  const eventId = String(state.events.length + 1);
  const { runId, project } = run;
  const added = {
    message: undefined,
    errorCode: undefined,
    ...event,
    eventId,
    at,
    runId,
    durationMs,
    by: user,
    project,
  };
  return { ...state, events: [...state.events, added] };
}

/** Name of a step's action in the event log. */
export function actionOf({ action, id }: Step): HistoryEvent['action'] {
  switch (action) {
    case 'up':
    case 'repeat':
      return 'up';
    case 'skip-down':
      return 'skip';
    case 'down':
    case 'script':
    case 'baseline':
    case 'repair':
      return action;
    case 'hook':
      return id === 'afterRun' ? 'afterRun' : 'beforeRun';
  }
}

const user = 'postgres';

function isSame(row: HistoryRow, expected: HistoryRow): boolean {
  const facts = ['checksum', 'outcome', 'unitsDone', 'unitStarted'] as const;
  return facts.every((fact) => row[fact] === expected[fact]);
}

/** The row that a step leaves at this progress. */
export function rowOfStep(step: Step, writing: Writing, { done, total, started }: MemoryProgress): MemoryRow {
  const { run, at, durationMs, nextOrder } = writing;
  const script = step.script?.script;
  const down = step.file?.kind === 'versioned' ? step.file.down() : undefined;
  const downText = storable(down?.text);
  const isDone = done === total;
  return {
    project: run.project,
    kind: step.action === 'repeat' ? 'repeatable' : 'versioned',
    id: step.id,
    version: step.version?.text,
    checksum: script?.checksum ?? '',
    downChecksum: down?.checksum,
    outcome: isDone ? 'applied' : 'failed',
    failedDirection: 'up',
    unitsDone: done,
    unitsTotal: total,
    unitStarted: started,
    appliedAt: at,
    appliedOrder: nextOrder(),
    durationMs,
    appliedBy: user,
    engineVersion: run.engineVersion,
    gitCommit: run.gitCommit,
    runId: run.runId,
    hasStoredDown: downText !== undefined,
    irreversible: script?.directives.irreversible,
    baselined: step.action === 'baseline',
    upText: storable(script?.text),
    downText,
  };
}

/** The text as history keeps it. */
export function storable(text: Buffer | undefined): string | undefined {
  return text && text.length <= maxStoredTextBytes ? text.toString('utf8') : undefined;
}
