import type { HistoryRow } from '../../history/history';
import type { HistoryChange } from '../history-change';
import type { MigrationStatus, Notice, Step } from '../plan';
import type { PlanInput } from '../plan-input';
import { describeHalfDone } from '../refusals/half-done';
import { brief } from '../refusals/state-refusals';
import { asLeftOff } from '../steps/as-left-off';
import { historyPath, type PlannedStep } from '../steps/down-step';
import type { StartedOutcome } from '../steps/started-outcome';

/** What the steps of a repair are made from. */
export interface RepairInput extends Pick<PlanInput, 'parse'> {
  readonly startedOutcome: (id: string) => StartedOutcome;
}

/** History takes an edited migration as it is in its files now. What ran is not run again. */
export function planAccept(status: MigrationStatus, row: HistoryRow, { parse }: RepairInput): PlannedStep {
  const { id, file } = status;
  if (file?.kind !== 'versioned') return { step: undefined, refusals: [], notices: [] };
  const script = asLeftOff(parse(file.up), row, 'up');
  const total = script.mode === 'statements' ? script.units.length : 0;
  const { outcome, unitsDone, unitsTotal, unitStarted } = row;
  const edit = `the edited ${file.up.path} (history ${brief(row.checksum)}, file ${brief(file.up.checksum)})`;
  if (outcome === 'applied') {
    const to = { outcome, unitsDone, unitsTotal, unitStarted } as const;
    return stepOf(status, row, { kind: 'correct', to, texts: 'of-file', summary: `accept ${edit}` }, { script });
  }
  const begun = unitsDone + (unitStarted === undefined ? 0 : 1);
  if (begun > total || (begun === total && unitStarted === undefined)) {
    const message = `${file.up.path} has ${total} statements outside a transaction, and ${begun} were begun before it was edited.`;
    const hint = `Restore it, or pass --id=${id} with what is so (--as=applied or --as=pending).`;
    return {
      step: undefined,
      refusals: [{ code: 'HALF_DONE', message, ids: [id], hint, waivedBy: undefined }],
      notices: [],
    };
  }
  const to = { outcome, unitsDone, unitsTotal: total, unitStarted } as const;
  const summary = `accept ${edit}, of which ${unitsDone} of ${total} statements are done`;
  return stepOf(status, row, { kind: 'correct', to, texts: 'of-file', summary }, { script });
}

/** History forgets a script whose files are gone. What it made stays. */
export function planForget(status: MigrationStatus, row: HistoryRow): PlannedStep {
  const isHalf = row.outcome === 'failed';
  const which = isHalf ? `${status.id} (${describeHalfDone(row)})` : status.id;
  return stepOf(
    status,
    row,
    { kind: 'forget', summary: `forget ${which}, whose files are gone; what it made stays` },
    {},
  );
}

/** A statement that was begun is done or not, where the catalog tells. What it does not tell is a notice. */
export function planSettle(status: MigrationStatus, row: HistoryRow, input: RepairInput): PlannedStep {
  const { id } = status;
  if (row.unitStarted === undefined) return tell(status, row, goesOn(status, row));
  switch (input.startedOutcome(id)) {
    case 'done':
      return settleStarted(status, row, 'done', 'as the catalog says');
    case 'not-done':
      return settleStarted(status, row, 'not-done', 'as the catalog says');
    case 'resumable':
      return tell(status, row, goesOn(status, row));
    case 'unknown':
      return tell(
        status,
        row,
        `nothing tells whether statement ${row.unitStarted + 1} happened: look, then pass --id=${id} with --as=done or --as=not-done`,
      );
  }
}

/** The statement that was begun is done, or it is not; done as the last, so is its script. */
export function settleStarted(
  status: MigrationStatus,
  row: HistoryRow,
  as: 'done' | 'not-done',
  because: string,
): PlannedStep {
  const { id } = status;
  const { unitsTotal, unitsDone, unitStarted = unitsDone } = row;
  const isUndone = row.failedDirection === 'down';
  const done = as === 'done' ? unitStarted + 1 : unitStarted;
  const what = `${isUndone ? 'the rollback of ' : ''}${id}`;
  const summary = `take statement ${unitStarted + 1} of ${what} for ${as === 'done' ? 'done' : 'not done'}, ${because}`;
  const isLast = done >= unitsTotal;
  if (isLast && isUndone)
    return stepOf(status, row, { kind: 'forget', summary: `${summary}; with it ${id} is undone` }, {});
  const to = { outcome: isLast ? 'applied' : 'failed', unitsDone: done, unitsTotal, unitStarted: undefined } as const;
  return stepOf(status, row, { kind: 'correct', to, texts: 'as-stored', summary }, {});
}

/** A repair as a step: its row is the one that history must hold. */
export function stepOf(
  { id, version, file }: MigrationStatus,
  row: HistoryRow,
  change: HistoryChange,
  { script }: Partial<Pick<Step, 'script'>>,
): PlannedStep {
  const path = file?.kind === 'versioned' ? file.path : (file?.script.path ?? historyPath(id));
  const source = script ? 'file' : 'none';
  const step: Step = { action: 'repair', id, version, path, source, script, file, expected: row, resumeAt: 0, change };
  return { step, refusals: [], notices: [] };
}

function goesOn({ file }: MigrationStatus, { id, failedDirection, hasStoredDown }: HistoryRow): string {
  const command = failedDirection === 'down' ? 'rollback' : 'migrate';
  const byHand = `when it was ended or undone by hand, pass --id=${id} with --as=applied or --as=pending`;
  if (file) return `${command} goes on there; ${byHand}`;
  const undo = hasStoredDown ? ', or undo it with `rollback --missing`' : '';
  return `its files are gone: put them back, so that ${command} goes on there${undo}, or forget it with \`repair --id=${id} --missing\`; ${byHand}`;
}

function tell({ id }: MigrationStatus, row: HistoryRow, what: string): PlannedStep {
  const notice: Notice = { severity: 'warning', message: `${describeHalfDone(row)}; ${what}.`, ids: [id] };
  return { step: undefined, refusals: [], notices: [notice] };
}
