import { foldProblems } from '../migrations/fold-problems';
import type { FileProblem } from '../migrations/migration';
import { deriveStatuses } from './derive-statuses';
import type { MigrationStatus, Notice, Plan } from './plan';
import type { PlanInput, RequirementsMet } from './plan-input';
import { findRedoable, planRedo } from './plan-redo';
import { refuseHalfDoneLost } from './refusals/half-done-lost';
import { refuseEmpty } from './refusals/refuse-empty';
import { refuseFiles } from './refusals/script-refusals';
import {
  noticeLost,
  noticeOutOfOrder,
  refuseChanged,
  refuseMissing,
  refuseOutOfOrder,
} from './refusals/state-refusals';
import { refuseRequirements } from './requirements/requirements';
import type { PlannedStep } from './steps/down-step';
import { planUpStep } from './steps/up-step';
import { isRefusal, isWithin, resolveTarget, type Target } from './target';

/** How far to go, and what to allow. */
export interface PlanUpOptions {
  /** Up to and including; see `resolveTarget`. Repeatable scripts are not affected. */
  readonly to?: string;
  /** Apply what is older than the newest applied migration, with a notice; false refuses it. */
  readonly outOfOrder: boolean;
  /** Apply an up.sql without a statement, with a warning; false refuses it. */
  readonly allowEmpty: boolean;
  /** Whether `redo` may be asked for. */
  readonly allowRedo: boolean;
  readonly includeTestData?: boolean;
  /** Undo the newest changed migration first, and apply it again. */
  readonly redo?: boolean;
}

/** Files, history and options of a run up. */
export interface PlanUpInput extends PlanInput {
  /** The project's own name: what it `requires` of itself may run in the same run. */
  readonly project?: string;
  readonly requirementsMet: RequirementsMet;
  readonly options: PlanUpOptions;
}

/**
 * What `migrate` would do: repeatable scripts that come before, pending versioned migrations, repeatable scripts that
 * come after, test data. Everything that is to run is parsed here, so that a bad script stops the run before its first
 * statement. Pure and linear in the number of scripts (but for sorting); reasons not to run are refusals, never thrown.
 */
export function planUp(input: PlanUpInput): Plan {
  const { set, history, options } = input;
  const { allowEmpty, allowRedo } = options;
  const known = deriveStatuses(set, history);
  const redo = options.redo ? planRedo(known, input, { allowRedo }) : undefined;
  const statuses = known.map((status) => (status.id === redo?.step?.id ? asUndone(status) : status));
  const refusedByRedo = new Set(redo?.refusals.flatMap(({ ids }) => ids));
  const isOpen = (status: MigrationStatus) => status.kind === 'versioned' && isPending(status);
  const target = options.to === undefined ? undefined : resolveTarget(options.to, known, statuses.filter(isOpen));
  const due = target && isRefusal(target) ? [] : statuses.filter((status) => isDue(status, options, target));
  const planned = due.map((status) => planUpStep(status, input));
  const told = idsOfErrors(set.problems);
  const parts: readonly PlannedStep[] = redo ? [redo, ...planned] : planned;
  const steps = parts.flatMap(({ step }) => step ?? []);
  return {
    direction: 'up',
    steps,
    refusals: [
      ...refuseFiles(set.problems, due),
      ...(target && isRefusal(target) ? [target] : []),
      ...refuseChanged(
        statuses.filter(({ id }) => !refusedByRedo.has(id)),
        allowRedo ? findRedoable(known) : undefined,
        input.storedText,
      ),
      ...refuseMissing(statuses, told),
      ...refuseHalfDoneLost(
        statuses.filter((status) => concerns(status, options)),
        told,
      ),
      ...(options.outOfOrder ? [] : refuseOutOfOrder(due)),
      ...(allowEmpty ? [] : refuseEmpty(steps)),
      ...refuseRequirements(due, statuses, input),
      ...parts.flatMap(({ refusals }) => refusals),
    ],
    notices: [
      ...noticeFiles(allowEmpty ? set.problems : withoutEmpty(set.problems), [...due, ...statuses.filter(isDraft)]),
      ...noticeLost(statuses),
      ...(options.outOfOrder ? noticeOutOfOrder(due) : []),
      ...parts.flatMap(({ notices }) => notices),
    ],
    statuses: known,
  };
}

/** A migration as it stands once `--redo` has undone it. */
function asUndone(status: MigrationStatus): MigrationStatus {
  return { ...status, state: 'pending', row: undefined };
}

function isDraft({ file, row }: MigrationStatus): boolean {
  return file?.kind === 'versioned' && file.draft === true && row === undefined;
}

function isPending({ state, file }: MigrationStatus): boolean {
  return file !== undefined && (state === 'pending' || state === 'out-of-order' || state === 'failed');
}

function isDue(status: MigrationStatus, options: PlanUpOptions, target: Target | undefined): boolean {
  const { file } = status;
  if (file?.kind === 'versioned') return isPending(status) && !file.draft && (!target || isWithin(target, status));
  if (!file || !concerns(status, options)) return false;
  return isPending(status) || status.state === 'outdated' || file.script.directives.runAlways;
}

/** Whether a script is of any concern to this run: test data is only where it is asked for. */
function concerns({ phase }: MigrationStatus, { includeTestData }: PlanUpOptions): boolean {
  return phase !== 'test-data' || includeTestData === true;
}

/** Those are refused already. */
function withoutEmpty(problems: readonly FileProblem[]): readonly FileProblem[] {
  return problems.filter(({ code }) => code !== 'UP_EMPTY');
}

/** Problems that are known already, so that one cause is not refused twice. */
function idsOfErrors(problems: readonly FileProblem[]): ReadonlySet<string> {
  return new Set(problems.filter(({ severity }) => severity === 'error').flatMap(({ ids }) => ids));
}

/** What should be known of the files; of a migration only until it is applied. */
function noticeFiles(problems: readonly FileProblem[], due: readonly MigrationStatus[]): readonly Notice[] {
  const dueIds = new Set(due.map(({ id }) => id));
  const concerned = problems.filter(({ ids }) => ids.length === 0 || ids.some((id) => dueIds.has(id)));
  return foldProblems(concerned).flatMap(({ severity, path, message, ids }) =>
    severity === 'error' ? [] : [{ severity, message: `${path}: ${message}`, ids }],
  );
}
