import type { HistoryRow } from '../history/history';
import type { MigrationStatus, Refusal } from './plan';
import type { PlanInput } from './plan-input';
import { type PlannedStep, planDownStep } from './steps/down-step';

/** Id of the changed migration that `--redo` would take: the newest applied one, if history keeps its down. */
export function findRedoable(statuses: readonly MigrationStatus[]): string | undefined {
  const newest = newestApplied(statuses);
  return newest?.status.state === 'changed' && newest.row.hasStoredDown ? newest.status.id : undefined;
}

/**
 * The first half of `--redo`: the newest changed migration is undone with the down that was stored when it was applied,
 * so that the run applies it again as it is now. Refused outside development, when nothing is changed, when others were
 * applied after it, and when no down is stored. What is refused here by its id needs no second refusal as changed.
 */
export function planRedo(
  statuses: readonly MigrationStatus[],
  input: Pick<PlanInput, 'parse' | 'storedText'>,
  { allowRedo }: { readonly allowRedo: boolean },
): PlannedStep {
  if (!allowRedo) return refuse('--redo is only for development.', [], 'Add a new migration.');
  const changed = newestApplied(statuses.filter(({ state }) => state === 'changed'));
  if (!changed) return refuse('--redo found no changed migration.', [], 'Leave --redo out.');
  const { id } = changed.status;
  const newest = newestApplied(statuses);
  if (newest && newest.status.id !== id) {
    const message = `${id} was edited after it was applied, and --redo takes only the newest applied migration: ${newest.status.id} was applied after it.`;
    const steps = countFrom(statuses, changed.row);
    return refuse(
      message,
      [id],
      `Undo both and what lies between with \`rollback --steps=${steps}\`, then migrate. ${insteadOfRedo(id)}`,
    );
  }
  const planned = planDownStep(changed.status, changed.row, input, {});
  return planned.step ? planned : { ...planned, refusals: planned.refusals.map((each) => ofRedo(each, id)) };
}

/** How many steps of a rollback undo a migration and what was applied after it. */
function countFrom(statuses: readonly MigrationStatus[], { appliedOrder }: HistoryRow): number {
  const isCounted = ({ kind, row }: MigrationStatus) =>
    kind === 'versioned' && row !== undefined && !row.notUndone && row.appliedOrder >= appliedOrder;
  return statuses.filter(isCounted).length;
}

/** What stands in the way of undoing it, with what helps here: a down.sql of now is not the inverse of what was applied. */
function ofRedo(refusal: Refusal, id: string): Refusal {
  const hint = `Undo it by hand, say so with \`repair --id=${id} --as=pending\`, then migrate. ${insteadOfRedo(id)}`;
  return { ...refusal, hint, waivedBy: undefined };
}

function insteadOfRedo(id: string): string {
  return `Or leave --redo out and restore the file, or accept the edit with \`repair --checksums --id=${id}\`.`;
}

/** The versioned migration that was applied last. */
function newestApplied(
  statuses: readonly MigrationStatus[],
): { readonly status: MigrationStatus; readonly row: HistoryRow } | undefined {
  let newest: { readonly status: MigrationStatus; readonly row: HistoryRow } | undefined;
  for (const status of statuses) {
    const { kind, row } = status;
    if (kind === 'versioned' && row && row.appliedOrder > (newest?.row.appliedOrder ?? -1)) newest = { status, row };
  }
  return newest;
}

function refuse(message: string, ids: readonly string[], hint: string): PlannedStep {
  const refusal = { code: 'OPTION_INVALID', message, ids, hint, waivedBy: undefined } as const;
  return { step: undefined, refusals: [refusal], notices: [] };
}
