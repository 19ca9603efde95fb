import type { HistoryRow } from '../../history/history';
import type { MigrationStatus } from '../plan';
import { recordStep } from '../plan-baseline';
import type { PlannedStep } from '../steps/down-step';
import { type RepairInput, settleStarted, stepOf } from './repair-step';

/** What a person found: of the whole migration, or of the statement that was begun. */
export type RepairAs = 'applied' | 'pending' | 'done' | 'not-done';

/** What `--id=<id> --as=…` would change. Refused where history cannot be so, and where the catalog says otherwise. */
export function planAs(status: MigrationStatus, as: RepairAs, input: RepairInput): PlannedStep {
  switch (as) {
    case 'applied':
      return planApplied(status, input);
    case 'pending':
      return planPending(status);
    case 'done':
    case 'not-done':
      return planStarted(status, as, input);
  }
}

function planApplied(status: MigrationStatus, { parse }: RepairInput): PlannedStep {
  const { id, file, row, state } = status;
  if (!row) {
    if (file?.kind !== 'versioned')
      return refuse(id, `${id} runs whenever it is new or edited; there is nothing to record.`);
    return { step: recordStep(file, parse), refusals: [], notices: [] };
  }
  if (row.outcome === 'applied') return isSettled(id, `${id} is ${state} in history already`);
  const script = file && parse(file.kind === 'versioned' ? file.up : file.script);
  const units = script?.mode === 'statements' ? script.units.length : 0;
  const unitsTotal = script ? units : row.unitsTotal;
  const to = { outcome: 'applied', unitsDone: unitsTotal, unitsTotal, unitStarted: undefined } as const;
  const summary = `take ${id} for applied, though ${describeHalf(row)}`;
  return stepOf(status, row, { kind: 'correct', to, texts: script ? 'of-file' : 'as-stored', summary }, { script });
}

function planPending(status: MigrationStatus): PlannedStep {
  const { id, row } = status;
  if (!row) return isSettled(id, `${id} is not in history already`);
  const but = row.outcome === 'failed' ? `though ${describeHalf(row)}` : 'though history has it as applied';
  return stepOf(status, row, { kind: 'forget', summary: `take ${id} for not applied, ${but}` }, {});
}

function planStarted(status: MigrationStatus, as: 'done' | 'not-done', { startedOutcome }: RepairInput): PlannedStep {
  const { id, row } = status;
  if (row?.unitStarted === undefined)
    return refuse(id, `No statement of ${id} was begun without an end that is known.`);
  const outcome = startedOutcome(id);
  if ((outcome === 'done' || outcome === 'not-done') && outcome !== as) {
    return refuse(
      id,
      `--as=${as} is not so: the catalog says that statement ${row.unitStarted + 1} of ${id} is ${outcome}.`,
    );
  }
  return settleStarted(status, row, as, 'as was found by hand');
}

function describeHalf({ failedDirection, unitsDone, unitsTotal }: HistoryRow): string {
  return `its ${failedDirection === 'down' ? 'rollback' : 'script'} stopped after ${unitsDone} of ${unitsTotal} statements`;
}

function isSettled(id: string, fact: string): PlannedStep {
  return { step: undefined, refusals: [], notices: [{ severity: 'notice', message: `${fact}.`, ids: [id] }] };
}

function refuse(id: string, message: string): PlannedStep {
  const hint = 'Read status, and pass what is so.';
  return {
    step: undefined,
    refusals: [{ code: 'OPTION_INVALID', message, ids: [id], hint, waivedBy: undefined }],
    notices: [],
  };
}
