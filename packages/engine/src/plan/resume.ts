import type { HistoryRow } from '../history/history';
import type { ParsedScript } from '../migrations/migration';
import { scriptOfText } from '../migrations/read-script';
import type { Refusal } from './plan';
import type { PlanInput } from './plan-input';

/** The unit at which a half-done up goes on; 0 for one that history does not call half done. */
export function resolveResume(
  row: HistoryRow | undefined,
  parsed: ParsedScript,
  input: Pick<PlanInput, 'parse' | 'storedText'>,
): number | Refusal {
  if (row?.outcome !== 'failed') return 0;
  if (row.failedDirection === 'down') return refuseHalfUndone(row);
  if (row.checksum === parsed.script.checksum) return row.unitsDone;
  // A repeatable script may run from its start at any time.
  if (row.kind === 'repeatable') return 0;
  const begun = row.unitsDone + (row.unitStarted === undefined ? 0 : 1);
  if (begun === 0 || hasSameUnits(row, parsed, input, begun)) return row.unitsDone;
  return refuseHalfDone(row);
}

/** Whether only what did not run yet was edited. Otherwise nobody could ever correct a statement that fails. */
function hasSameUnits(
  row: HistoryRow,
  parsed: ParsedScript,
  { parse, storedText }: Pick<PlanInput, 'parse' | 'storedText'>,
  count: number,
): boolean {
  const text = storedText?.(row.id, 'up');
  if (text === undefined) return false;
  const before = parse(scriptOfText(text, `history of ${row.id}`, 'up'));
  const [then, now] = [before, parsed].map((script) => unitTexts(script, count));
  return then?.length === count && now?.length === count && then.every((unit, index) => unit === now[index]);
}

function unitTexts({ script, units }: ParsedScript, count: number): readonly string[] {
  return units
    .slice(0, count)
    .map(({ statements }) => statements.map(({ start, end }) => script.text?.toString('utf8', start, end)).join(';'));
}

function refuseHalfDone({ id, unitsDone, unitsTotal }: HistoryRow): Refusal {
  return {
    code: 'HALF_DONE',
    message: `${id} stopped after ${unitsDone} of ${unitsTotal} statements, and what had run was edited since.`,
    ids: [id],
    hint: `Restore the statements that ran, so that it can be resumed (those after them may be edited), or run \`repair --id=${id}\`: --checksums accepts the edit, --as=applied or --as=pending says what is so.`,
    waivedBy: undefined,
  };
}

function refuseHalfUndone({ id, unitsDone, unitsTotal }: HistoryRow): Refusal {
  return {
    code: 'HALF_DONE',
    message: `The rollback of ${id} stopped after ${unitsDone} of ${unitsTotal} statements.`,
    ids: [id],
    hint: `Roll it back first: the rollback goes on where it stopped. When it was ended or undone by hand, \`repair --id=${id} --as=…\` says so.`,
    waivedBy: undefined,
  };
}
