import { isRequirementMet } from '../history/requirement';
import type { VersionedMigration } from '../migrations/migration';
import { deriveStatuses } from './derive-statuses';
import type { MigrationStatus, Notice, Plan, Refusal, Step } from './plan';
import type { PlanInput } from './plan-input';
import { describeHalfDone } from './refusals/half-done';
import { refuseHalfDoneLost } from './refusals/half-done-lost';
import { refuseFiles } from './refusals/script-refusals';
import { describeIds, refuseChanged, refuseMissing } from './refusals/state-refusals';
import { isRefusal, isWithin, resolveTarget, type Target, unknownTarget } from './target';

/** Files, history and how far the database is said to be. */
export interface PlanBaselineInput extends Pick<PlanInput, 'set' | 'history' | 'parse'> {
  /** Up to and including: an id, a version, or a date that stands for its period. See `resolveTarget`. */
  readonly baseline: string;
}

/**
 * What `--baseline` would record: every versioned migration up to the target that history does not have, as applied
 * without running it. What history has stays as it is; repeatable scripts run with the next migration, since they may
 * run at any time. Nothing is parsed for errors: scripts of another tool's time need not be what this engine can run.
 */
export function planBaseline(input: PlanBaselineInput): Plan {
  const { set, history, parse } = input;
  const statuses = deriveStatuses(set, history);
  const target = resolveBaseline(input.baseline, statuses);
  const within = isRefusal<Target>(target) ? [] : statuses.filter((status) => isOf(target, status));
  const ids = new Set(within.map(({ id }) => id));
  const steps = within.flatMap(({ file, row }) =>
    file?.kind === 'versioned' && !file.draft && !row ? [recordStep(file, parse)] : [],
  );
  return {
    direction: 'up',
    steps,
    refusals: [
      ...(isRefusal<Target>(target) ? [target] : []),
      ...refuseFiles(set.problems),
      ...refuseChanged(within, undefined),
      ...refuseMissing(within, new Set()),
      ...refuseHalfDoneLost(within),
      ...within.flatMap(refuseHalfDone),
    ],
    notices: noticeLater(statuses, ids),
    statuses,
  };
}

/** The step that records a migration as applied. */
export function recordStep(file: VersionedMigration, parse: PlanInput['parse']): Step {
  const { id, version, path } = file;
  return {
    action: 'baseline',
    id,
    version,
    path,
    source: 'file',
    script: parse(file.up),
    file,
    expected: undefined,
    resumeAt: 0,
    change: { kind: 'record', summary: `record ${id} as applied without running it` },
  };
}

/**
 * A baseline is a claim of what is in the database, so unlike `--to` it must name a migration: a mistyped date would
 * record more than is there.
 */
function resolveBaseline(baseline: string, statuses: readonly MigrationStatus[]): Target | Refusal {
  const versioned = statuses.filter(({ kind }) => kind === 'versioned');
  const target = resolveTarget(baseline, statuses, versioned, '--baseline');
  if (isRefusal<Target>(target)) return target;
  const text = baseline.trim().normalize('NFC');
  const named = versioned.map(({ id, version }) => ({ id, version: version?.text }));
  if (target.kind !== 'beginning' && isRequirementMet(text, named)) return target;
  return unknownTarget(`--baseline=${text}`, text, versioned);
}

function isOf(target: Target, status: MigrationStatus): boolean {
  return status.kind === 'versioned' && isWithin(target, status);
}

function refuseHalfDone({ id, state, row, file }: MigrationStatus): readonly Refusal[] {
  if (state !== 'failed' || !row || !file) return [];
  return [
    {
      code: 'HALF_DONE',
      message: `${describeHalfDone(row)}.`,
      ids: [id],
      hint: `End it first, or run \`repair --id=${id}\` with what is so (--as=applied or --as=pending).`,
      waivedBy: undefined,
    },
  ];
}

/** What the next migration will run, so that nobody takes the baseline for more than it is. */
function noticeLater(statuses: readonly MigrationStatus[], recorded: ReadonlySet<string>): readonly Notice[] {
  const later = statuses.filter(({ id, kind, row }) => kind === 'versioned' && !row && !recorded.has(id));
  if (recorded.size === 0 || later.length === 0) return [];
  const ids = later.map(({ id }) => id);
  return [{ severity: 'notice', message: `Not recorded, so pending after it: ${describeIds(ids)}.`, ids }];
}
