import type { HistoryRow } from '../../history/history';
import type { MigrationStatus, Refusal } from '../plan';
import { describeHalfDone } from './half-done';
import { findRenamings } from './renamings';

/** A script that stopped part way and whose files are gone, so that no run can go on with it. */
export interface HalfDoneLost extends MigrationStatus {
  readonly row: HistoryRow;
  readonly file: undefined;
}

/** Whether a script stopped part way and its files are gone, be they newer than all that are here or not. */
export function isHalfDoneLost(status: MigrationStatus): status is HalfDoneLost {
  return status.state === 'failed' && status.row !== undefined && status.file === undefined;
}

/**
 * A refusal for each: half of it is in the database, and only a person knows what to do with that. Ids that `told` has
 * are refused already.
 */
export function refuseHalfDoneLost(
  statuses: readonly MigrationStatus[],
  told: ReadonlySet<string> = new Set(),
): readonly Refusal[] {
  const renamings = findRenamings(statuses);
  return statuses.filter(isHalfDoneLost).flatMap(({ id, kind, row }) => {
    if (told.has(id)) return [];
    const name = renamings.get(id);
    const [what, it] = kind === 'repeatable' ? ['file is', 'it'] : ['files are', 'them'];
    const twin = name === undefined ? '' : ` ${name}, which is not applied, has the same text.`;
    return [
      {
        code: 'HALF_DONE',
        message: `${describeHalfDone(row)}, and its ${what} gone.${twin}`,
        ids: [id],
        hint: name === undefined ? hintOfLost(row, it) : hintOfRenamed(row, name),
        waivedBy: undefined,
      },
    ];
  });
}

function hintOfLost(row: HistoryRow, it: string): string {
  const forget = `forget it with \`repair --id=${row.id} --missing\`: what it made stays`;
  if (row.kind === 'repeatable') return `Put ${it} back and migrate, or ${forget}.`;
  if (row.failedDirection !== 'down') {
    const undo = row.hasStoredDown ? ' Or undo it with `rollback --missing`, by the down that history keeps.' : '';
    return `Put ${it} back and migrate: it goes on where it stopped.${undo} Or ${forget}.`;
  }
  const goOn = row.hasStoredDown
    ? 'Run `rollback --missing`: it goes on where it stopped, with the down that history keeps'
    : `Put ${it} back and roll it back: it goes on where it stopped`;
  return `${goOn}. Or ${forget}.`;
}

function hintOfRenamed({ id, failedDirection }: HistoryRow, name: string): string {
  const command = failedDirection === 'down' ? 'roll it back' : 'migrate';
  return `Rename ${name} back to ${id} and ${command}: it goes on where it stopped.`;
}
