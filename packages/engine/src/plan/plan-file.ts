import type { ErrorCode } from '../errors';
import type { ScriptReading } from '../migrations/script/read-script';
import { deriveStatuses } from './derive-statuses';
import type { MigrationStatus, Notice, Plan } from './plan';
import type { PlanInput } from './plan-input';
import { refuseEmpty } from './refusals/refuse-empty';
import { noticeScript } from './refusals/script-notices';
import { readLazily, refuseFiles, refuseUnparsable } from './refusals/script-refusals';
import { describeIds, noticeOutOfOrder, refuseOutOfOrder } from './refusals/state-refusals';
import { type RequirementContext, refuseRequirements } from './requirements/requirements';
import { type PlannedStep, planDownStep } from './steps/down-step';
import { scriptStep } from './steps/script-step';
import { planUpStep } from './steps/up-step';
import { isRefusal } from './target';

/** Files, history and options of a run of one script. */
export interface PlanFileInput extends PlanInput, RequirementContext {
  /** Path relative to the workspace, with `/`. */
  readonly path: string;
  /** Reads that path in the role `script`; called for a script that is none of a migration's. Undefined: no such file. */
  readonly readScript: () => ScriptReading | undefined;
  readonly options: {
    readonly outOfOrder: boolean;
    readonly allowEmpty: boolean;
    readonly allowIrreversible?: boolean;
  };
}

/**
 * What `--file` would do: one step. The up.sql or down.sql of a known migration is recorded as such, and refused when
 * it is applied already or not applied; a repeatable script is run and recorded whatever its state; any other script
 * leaves an event only. The states of other migrations stop nothing: whoever names a file means that file.
 */
export function planFile(input: PlanFileInput): Plan {
  const { set, history, path } = input;
  const statuses = deriveStatuses(set, history);
  const owner = findOwner(statuses, path);
  const { step, refusals, notices } = owner ? planOwned(owner, statuses, input) : planOther(input);
  const problems = owner ? set.problems.filter(({ ids }) => ids.includes(owner.status.id)) : [];
  return {
    direction: owner?.role === 'down' ? 'down' : 'up',
    steps: step ? [step] : [],
    refusals: [...refuseFiles(problems, owner?.role === 'up' ? [owner.status] : []), ...refusals],
    notices,
    statuses,
  };
}

/** A known script and what the path is to it. */
interface Owner {
  readonly status: MigrationStatus;
  readonly role: 'up' | 'down' | 'repeatable';
}

function findOwner(statuses: readonly MigrationStatus[], path: string): Owner | undefined {
  for (const status of statuses) {
    const { file } = status;
    if (file?.kind === 'repeatable' && file.script.path === path) return { status, role: 'repeatable' };
    if (file?.kind !== 'versioned' || !path.startsWith(`${file.path}/`)) continue;
    if (file.up.path === path) return { status, role: 'up' };
    if (/\/down\.sql$/i.test(path)) return { status, role: 'down' };
  }
  return undefined;
}

function planOwned({ status, role }: Owner, statuses: readonly MigrationStatus[], input: PlanFileInput): PlannedStep {
  const { id, row } = status;
  switch (role) {
    case 'repeatable':
      return planApply(status, statuses, input);
    case 'up':
      if (row?.outcome === 'applied') return refuse('ALREADY_APPLIED', `${id} is applied already.`, [id]);
      return planApply(status, statuses, input);
    case 'down':
      if (!row) return refuse('NOT_APPLIED', `${id} is not applied, so its down.sql has nothing to undo.`, [id]);
      return planDownStep(status, row, input, { ...input.options, source: 'file' });
  }
}

function planApply(status: MigrationStatus, statuses: readonly MigrationStatus[], input: PlanFileInput): PlannedStep {
  const { step, refusals, notices } = planUpStep(status, input);
  const { allowEmpty, outOfOrder: isAllowed } = input.options;
  return {
    step,
    refusals: [
      ...(isAllowed ? [] : refuseOutOfOrder([status])),
      ...(allowEmpty || !step ? [] : refuseEmpty([step])),
      ...refuseRequirements([status], statuses, input),
      ...refusals,
    ],
    notices: [...(isAllowed ? noticeOutOfOrder([status]) : []), ...noticePassedOver(status, statuses), ...notices],
  };
}

/** What a whole run would have applied before it. */
function noticePassedOver(status: MigrationStatus, statuses: readonly MigrationStatus[]): readonly Notice[] {
  if (status.kind !== 'versioned') return [];
  const before = statuses.slice(0, statuses.indexOf(status));
  const ids = before.filter(({ kind, row }) => kind === 'versioned' && row === undefined).map(({ id }) => id);
  if (ids.length === 0) return [];
  const message = `Still pending, though a whole run would apply ${ids.length === 1 ? 'it' : 'them'} before ${status.id}: ${describeIds(ids)}.`;
  return [{ severity: 'warning', message, ids }];
}

function planOther({ path, readScript, parse }: PlanFileInput): PlannedStep {
  const reading = readLazily(readScript, path);
  if (!reading) return refuse('FILE_UNREADABLE', `${path} does not exist.`, []);
  if (isRefusal<ScriptReading>(reading)) return { step: undefined, refusals: [reading], notices: [] };
  const script = parse(reading.script);
  return {
    step: scriptStep({ id: path, version: undefined }, script),
    refusals: [...refuseFiles(reading.problems), ...refuseUnparsable(script, path)],
    notices: noticeScript(script, path),
  };
}

function refuse(code: ErrorCode, message: string, ids: readonly string[]): PlannedStep {
  const hint = code === 'FILE_UNREADABLE' ? 'Name a file of the workspace.' : 'Read status.';
  return { step: undefined, refusals: [{ code, message, ids, hint, waivedBy: undefined }], notices: [] };
}
