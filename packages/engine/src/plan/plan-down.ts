import type { HistoryRow } from '../history/history';
import { deriveStatuses } from './derive-statuses';
import type { MigrationStatus, Plan, Refusal } from './plan';
import type { PlanInput } from './plan-input';
import { isHalfDoneLost } from './refusals/half-done-lost';
import { refuseFiles } from './refusals/script-refusals';
import { planDownStep } from './steps/down-step';
import { isRefusal, isWithin, resolveTarget, type Target } from './target';

/** What to undo: at most one of `to`, `steps`, `lastRun` and `missing`, which the options' declarations see to; none is one step. */
export interface PlanDownOptions {
  /** Everything newer than this; the target stays. See `resolveTarget`. */
  readonly to?: string;
  /** So many of the last applied, at least 1. */
  readonly steps?: number;
  /** What the newest run applied. */
  readonly lastRun?: boolean;
  /** What was applied and whose files are gone although newer files exist, and what stopped part way and has none. */
  readonly missing?: boolean;
  /** Leave applied what cannot be undone, with a record that marks it. */
  readonly allowIrreversible?: boolean;
}

/** Files, history and options of a run down. */
export interface PlanDownInput extends PlanInput {
  readonly options: PlanDownOptions;
}

/**
 * What `rollback` would do: downs in reverse of the order in which migrations were applied. Every down that is missing,
 * unreadable or irreversible is refused here, before the first one runs. Repeatable scripts are left alone. Pure.
 */
export function planDown(input: PlanDownInput): Plan {
  const { set, history, options } = input;
  const statuses = deriveStatuses(set, history);
  const selected = selectApplied(statuses, input);
  const chosen = isRefusal(selected) ? [] : selected;
  const planned = chosen.map(({ status, row }) => planDownStep(status, row, input, options));
  const ids = new Set(chosen.map(({ status }) => status.id));
  // A broken file elsewhere must not stand in the way of undoing.
  const problems = set.problems.filter((problem) => problem.ids.some((id) => ids.has(id)));
  return {
    direction: 'down',
    steps: planned.flatMap(({ step }) => step ?? []),
    refusals: [
      ...(isRefusal(selected) ? [selected] : []),
      ...refuseFiles(problems),
      ...planned.flatMap(({ refusals }) => refusals),
    ],
    notices: planned.flatMap(({ notices }) => notices),
    statuses,
  };
}

interface Applied {
  readonly status: MigrationStatus;
  readonly row: HistoryRow;
}

/** Migrations to undo, the last applied first. */
function selectApplied(statuses: readonly MigrationStatus[], input: PlanDownInput): readonly Applied[] | Refusal {
  const { options } = input;
  const { to, steps = 1, lastRun, missing } = options;
  const applied = statuses
    .flatMap((status) => (status.kind === 'versioned' && status.row ? [{ status, row: status.row }] : []))
    .sort((a, b) => b.row.appliedOrder - a.row.appliedOrder);
  if (to !== undefined) {
    const target = resolveTarget(
      to,
      statuses,
      applied.map(({ status }) => status),
    );
    return isRefusal(target) ? target : selectNewer(applied, target);
  }
  if (missing) return applied.filter(({ status }) => status.state === 'missing' || isHalfDoneLost(status));
  const undoable = applied.filter((each) => !isPassedOver(each, input));
  return lastRun ? undoable.filter(({ row }) => row.runId === undoable[0]?.row.runId) : undoable.slice(0, steps);
}

/** What an earlier rollback could not undo is not counted again, unless it can be undone by now. */
function isPassedOver({ status, row }: Applied, input: PlanDownInput): boolean {
  return row.notUndone === true && planDownStep(status, row, input, input.options).step?.action !== 'down';
}

/** Everything newer than the target: by version, and what has none by whether it was applied after what stays. */
function selectNewer(applied: readonly Applied[], target: Target): readonly Applied[] | Refusal {
  if (target.kind === 'migration' && !target.status.version) return selectAfter(applied, target.status);
  const stays = applied.filter(({ status }) => status.version && isWithin(target, status));
  const lastStaying = target.kind === 'migration' && target.status.row ? target.status.row : stays[0]?.row;
  return applied.filter(({ status, row }) =>
    status.version ? !isWithin(target, status) : row.appliedOrder > (lastStaying?.appliedOrder ?? -1),
  );
}

function selectAfter(applied: readonly Applied[], { id, row }: MigrationStatus): readonly Applied[] | Refusal {
  if (row) return applied.filter((other) => other.row.appliedOrder > row.appliedOrder);
  return {
    code: 'NOT_APPLIED',
    message: `${id} is not applied, and has no version that others could be compared with.`,
    ids: [id],
    hint: 'Use an id or a version that status prints as applied.',
    waivedBy: undefined,
  };
}
