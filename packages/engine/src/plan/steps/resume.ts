import type { HistoryRow } from '../../history/history';
import { findGoneState } from '../../migrations/gone-state';
import type { ParsedScript } from '../../migrations/migration';
import { scriptOfText } from '../../migrations/script/read-script';
import { locateOffset } from '../../sql/text/positions';
import type { Refusal } from '../plan';
import type { PlanInput } from '../plan-input';
import { asLeftOff } from './as-left-off';

/** The unit at which a half-done up goes on; 0 for one that history does not call half done. */
export function resolveResume(
  row: HistoryRow | undefined,
  parsed: ParsedScript,
  input: Pick<PlanInput, 'parse' | 'storedText'>,
): number | Refusal {
  if (row?.outcome !== 'failed') return 0;
  if (row.failedDirection === 'down') return refuseHalfUndone(row);
  if (row.checksum === parsed.script.checksum) {
    return refuseOtherParts(row, parsed) ?? refuseGoneState(row, parsed) ?? row.unitsDone;
  }
  // A repeatable script may run from its start at any time.
  if (row.kind === 'repeatable') return 0;
  const begun = row.unitsDone + (row.unitStarted === undefined ? 0 : 1);
  if (begun === 0 || hasSameUnits(row, parsed, input, begun)) return refuseGoneState(row, parsed) ?? row.unitsDone;
  return refuseHalfDone(row);
}

/**
 * Refuses to go on in a new session where a statement to come names what another left in the old one: without it the
 * statement fails oddly, or finds something else of that name.
 */
export function refuseGoneState(row: HistoryRow, parsed: ParsedScript): Refusal | undefined {
  const { text, path } = parsed.script;
  const gone = findGoneState(parsed, row.unitsDone).find(({ neededBy }) => neededBy !== undefined);
  if (!text || !gone?.neededBy) return undefined;
  const [by, neededBy] = [gone.by, gone.neededBy].map(({ start }) => {
    const { line, column } = locateOffset(text, start);
    return `${path}:${line}:${column}`;
  });
  return {
    code: 'HALF_DONE',
    message: `${row.id} stopped after ${row.unitsDone} of ${row.unitsTotal} statements, and with its session ${gone.what} is gone (${by}), which ${neededBy} names.`,
    ids: [row.id],
    hint:
      row.failedDirection === 'down'
        ? `Do the rest by hand; \`repair --id=${row.id} --as=pending\` then says that it is undone.`
        : `Make it again before the statement that needs it: what did not run yet may be edited. When the rest was done by hand, \`repair --id=${row.id} --as=applied\` says so.`,
    waivedBy: undefined,
  };
}

/** A script that another version of ours began, and took apart in another way: nobody can tell what is done. */
function refuseOtherParts(row: HistoryRow, { script, units }: ParsedScript): Refusal | undefined {
  if (row.unitsDone === 0 || row.unitsTotal === units.length) return undefined;
  return {
    code: 'HALF_DONE',
    message: `${row.id} stopped after ${row.unitsDone} of ${row.unitsTotal} statements, as another version of pgrestify divided ${script.path}; it has ${units.length} parts now.`,
    ids: [row.id],
    hint: `Do the rest by hand, or undo what ran; \`repair --id=${row.id}\` with --as=applied or --as=pending then says what is so.`,
    waivedBy: undefined,
  };
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
  const before = asLeftOff(parse(scriptOfText(text, `history of ${row.id}`, 'up')), row, 'up');
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
