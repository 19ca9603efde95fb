import type { HistoryRow } from '../history/history';
import { type PlannedStep, planDownStep } from './down-step';
import type { MigrationStatus } from './plan';
import type { PlanInput } from './plan-input';

/** Id of the changed migration that `--redo` would take: the newest applied one, if history keeps its down. */
export function findRedoable(statuses: readonly MigrationStatus[]): string | undefined {
  const newest = newestApplied(statuses);
  return newest?.status.state === 'changed' && newest.row.hasStoredDown ? newest.status.id : undefined;
}

/**
 * The first half of `--redo`: the newest changed migration is undone with the down that was stored when it was applied,
 * so that the run applies it again as it is now. Refused outside development, when nothing is changed, when others were
 * applied after it, and when no down is stored.
 */
export function planRedo(
  statuses: readonly MigrationStatus[],
  input: Pick<PlanInput, 'development' | 'parse' | 'storedText'>,
): PlannedStep {
  if (!input.development) return refuse('--redo is only for development.', [], 'Add a new migration.');
  const changed = newestApplied(statuses.filter(({ state }) => state === 'changed'));
  if (!changed) return refuse('--redo found no changed migration.', [], 'Leave --redo out.');
  const { id } = changed.status;
  const newest = newestApplied(statuses);
  if (newest && newest.status.id !== id) {
    const message = `--redo takes only the newest applied migration, and ${newest.status.id} was applied after ${id}.`;
    return refuse(message, [id], `Roll back ${id} and what came after it, then migrate.`);
  }
  return planDownStep(changed.status, changed.row, input, {});
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
