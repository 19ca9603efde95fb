import type { HistoryRow } from '../../history/history';
import type { OtherScript } from '../../history/other-scripts';
import { deriveStatuses } from '../derive-statuses';
import type { MigrationStatus, Plan, Refusal } from '../plan';
import type { PlanInput } from '../plan-input';
import { isHalfDoneLost } from '../refusals/half-done-lost';
import { refuseFiles } from '../refusals/script-refusals';
import type { PlannedStep } from '../steps/down-step';
import { resolveResume } from '../steps/resume';
import type { StartedOutcome } from '../steps/started-outcome';
import { findMigration, isRefusal, unknownTarget } from '../target';
import { planAs, type RepairAs } from './repair-as';
import { planFrom } from './repair-from';
import { planStamp } from './repair-stamp';
import { planAccept, planForget, planSettle } from './repair-step';

/** What to repair: without any of the kinds, all of them but the stamp and those that are `false`. */
export interface PlanRepairOptions {
  /** Accept what was edited after it was applied. */
  readonly checksums?: boolean;
  /** Forget what was applied and whose files are gone; what is newer than every file or half done only with `id`. */
  readonly missing?: boolean;
  /** Settle statements that were begun and whose end is not known, where the catalog tells. */
  readonly failed?: boolean;
  /** The database belongs to this environment from now on; nothing else is repaired then. */
  readonly stamp?: boolean;
  /** The history of this other project becomes that of this one; nothing else is repaired then. */
  readonly from?: string;
  /** Only this migration or repeatable script. */
  readonly id?: string;
  /** What is so, as a person found it; only with `id`, which the options' declarations see to. */
  readonly as?: RepairAs;
}

/** Files, history and options of a repair. */
export interface PlanRepairInput extends Pick<PlanInput, 'set' | 'history' | 'parse' | 'storedText'> {
  readonly environment: string;
  readonly project: string;
  /** Scripts that other projects have in the database; asked beforehand, with `from` alone. */
  readonly otherScripts: readonly OtherScript[];
  /** Whether the workspace has a project of the name that `from` says. */
  readonly fromIsKnown: 'known' | 'unknown';
  /** What the catalog says of the statement that a half-done script began; asked beforehand. */
  readonly startedOutcome: (id: string) => StartedOutcome;
  readonly options: PlanRepairOptions;
}

/**
 * What `repair` would change in history so that it says what is so. It changes only what is not in doubt: what only a
 * person can know is told in a notice, with the options that say it. Pure.
 */
export function planRepair(input: PlanRepairInput): Plan {
  const { set, history, options } = input;
  const statuses = deriveStatuses(set, history);
  const planOf = (parts: readonly PlannedStep[], refusals: readonly Refusal[] = []): Plan => {
    const ids = new Set(parts.flatMap(({ step }) => step?.id ?? []));
    const problems = set.problems.filter((problem) => problem.ids.some((id) => ids.has(id)));
    return {
      direction: 'up',
      steps: parts.flatMap(({ step }) => step ?? []),
      refusals: [...refusals, ...refuseFiles(problems), ...parts.flatMap((part) => part.refusals)],
      notices: parts.flatMap(({ notices }) => notices),
      statuses,
    };
  };
  if (options.from !== undefined) {
    const { project, otherScripts: scripts, fromIsKnown } = input;
    return planOf([planFrom({ from: options.from, project, history, scripts, fromIsKnown })]);
  }
  if (options.stamp) return planOf([planStamp(history, input.environment)]);
  const named = options.id === undefined ? undefined : findNamed(options.id, statuses);
  if (named && isRefusal<MigrationStatus>(named)) return planOf([], [named]);
  if (named && options.as !== undefined) return planOf([planAs(named, options.as, input)]);
  return planOf((named ? [named] : statuses).map((status) => planOne(status, named ? 'named' : 'any', input)));
}

const nothing: PlannedStep = { step: undefined, refusals: [], notices: [] };

function planOne(status: MigrationStatus, selection: 'named' | 'any', input: PlanRepairInput): PlannedStep {
  const { checksums, missing, failed } = input.options;
  const isSelected = (kind: boolean | undefined): boolean => kind ?? !(checksums || missing || failed);
  const { state, row } = status;
  if (!row) return nothing;
  switch (state) {
    case 'changed':
      return isSelected(checksums) ? planAccept(status, row, input) : nothing;
    case 'missing':
      return isSelected(missing) ? planForget(status, row) : nothing;
    case 'ahead':
      // An older checkout has such migrations, too: only who names one can mean it.
      return missing && selection === 'named' ? planForget(status, row) : nothing;
    case 'failed':
      if (isHalfDoneLost(status)) {
        // Half of it is in the database: only who names it can mean that it is to be forgotten.
        if (missing && selection === 'named') return planForget(status, row);
        return isSelected(failed) || isSelected(missing) ? planSettle(status, row, input) : nothing;
      }
      if (checksums && selection === 'named' && isEdited(status, row, input)) return planAccept(status, row, input);
      return isSelected(failed) ? planSettle(status, row, input) : nothing;
    default:
      return nothing;
  }
}

/** Whether what had run of a half-done script was edited, so that it cannot be resumed. */
function isEdited({ file }: MigrationStatus, row: HistoryRow, input: PlanRepairInput): boolean {
  if (file?.kind !== 'versioned' || row.failedDirection === 'down') return false;
  return typeof resolveResume(row, input.parse(file.up), input) !== 'number';
}

function findNamed(text: string, statuses: readonly MigrationStatus[]): MigrationStatus | Refusal {
  return findMigration(text, statuses) ?? unknownTarget(`--id=${text}`, text.trim(), statuses);
}
