import { EngineError } from '../../src/errors';
import { describeRewrite } from '../../src/history/describe-rewrite';
import type { HistoryChange } from '../../src/plan/history-change';
import type { Step } from '../../src/plan/plan';
import type { MemoryContents, MemoryRow } from './memory-database';
import {
  addEvent,
  dropRow,
  findRow,
  putRow,
  recordApplied,
  requireExpected,
  rowOfStep,
  type Writing,
} from './memory-history';

/** Does to the memory history what a `baseline` or `repair` step says. Throws HISTORY_CONFLICT. */
export function rewriteMemory(state: MemoryContents, step: Step, writing: Writing): MemoryContents {
  const { change, id } = step;
  const { project } = writing.run;
  switch (change?.kind) {
    case undefined:
      return state;
    case 'record': {
      const recorded = recordApplied(state, step, writing, { done: 0, total: 0, started: undefined });
      const { summary: message } = change;
      return addEvent(recorded, writing, { action: 'baseline', id, outcome: 'succeeded', message });
    }
    case 'correct': {
      const row = requireRow(state, step, writing);
      return withEvent(putRow(state, correct(row, step, change, writing)), row, step, change, writing);
    }
    case 'forget': {
      const row = requireRow(state, step, writing);
      return withEvent(dropRow(state, project, id), row, step, change, writing);
    }
    case 'adopt': {
      const { from, ids } = change;
      const rows = state.rows.flatMap((row) => {
        if (row.project !== from) return [row];
        return ids.includes(row.id) ? [{ ...row, project }] : [];
      });
      const stamps = state.stamps.filter((stamp) => stamp.project !== from);
      return withEvent({ ...state, rows, stamps }, undefined, step, change, writing);
    }
    case 'stamp':
      return withEvent(restamp(state, change, writing), undefined, step, change, writing);
  }
}

function requireRow(state: MemoryContents, step: Step, { run }: Writing): MemoryRow {
  requireExpected(state, step, run.project);
  const row = findRow(state, run.project, step.id);
  if (!row) throw new EngineError('HISTORY_CONFLICT', `${step.path}: history has no row of ${step.id}.`);
  return row;
}

function correct(
  row: MemoryRow,
  step: Step,
  { to, texts }: Extract<HistoryChange, { kind: 'correct' }>,
  writing: Writing,
): MemoryRow {
  const { failedDirection, ...rest } = row;
  const kept = to.outcome === 'failed' && failedDirection !== undefined ? { failedDirection } : {};
  if (texts === 'as-stored') return { ...rest, ...kept, ...to };
  const ofFile = rowOfStep(
    step,
    { ...writing, nextOrder: () => row.appliedOrder },
    { done: 0, total: 0, started: undefined },
  );
  const { version, checksum, downChecksum, hasStoredDown, irreversible, upText, downText } = ofFile;
  return { ...rest, ...kept, ...to, version, checksum, downChecksum, hasStoredDown, irreversible, upText, downText };
}

function withEvent(
  state: MemoryContents,
  row: MemoryRow | undefined,
  step: Step,
  change: HistoryChange,
  writing: Writing,
): MemoryContents {
  const losesTexts = change.kind === 'forget' || (change.kind === 'correct' && change.texts === 'of-file');
  const lost = losesTexts
    ? ([
        ['up', row?.upText],
        ['down', row?.downText],
      ] as const)
    : [];
  const texts = lost.flatMap(([direction, text]) =>
    text === undefined ? [] : [`\n${direction}.sql as it was recorded:\n${text}`],
  );
  const message = [describeRewrite(step, change), ...texts].join('');
  return addEvent(state, writing, { action: 'repair', id: step.id, outcome: 'succeeded', message });
}

function restamp(
  state: MemoryContents,
  { from, to }: Extract<HistoryChange, { kind: 'stamp' }>,
  { run, at }: Writing,
): MemoryContents {
  const { project } = run;
  const stamp = state.stamps.find((known) => known.project === project);
  if (stamp?.environment !== (from ?? to)) {
    throw new EngineError('HISTORY_CONFLICT', 'The stamp is not what this run expected.', { hint: 'Run again.' });
  }
  const others = state.stamps.filter((known) => known.project !== project);
  return { ...state, stamps: [...others, { project, environment: to, stampedAt: at }] };
}
