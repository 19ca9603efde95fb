import type { Settings } from '../../config/settings';
import { type DatabaseContents, describeContents } from '../../history/contents';
import type { History } from '../../history/history';
import type { Plan, Refusal } from '../../plan/plan';
import { isPlanHash, planHash } from '../../plan/plan-hash';
import { describeStepHooks, describeSteps } from '../../plan/steps/describe-steps';
import type { Question } from '../../ports';
import type { Statement } from '../../sql/statements/statement';
import type { GuardedRun } from '../guards/guarded-run';
import { describeReset } from './describe-reset';

/** All that a confirmation depends on. */
export interface ConfirmedRun {
  readonly settings: Settings;
  readonly history: History;
  readonly plan: Plan;
  readonly contents: DatabaseContents;
  readonly run: GuardedRun;
  /** Statements that could take something away, and find nothing. */
  readonly harmless?: ReadonlySet<Statement>;
  /** `user@host:port/database`, without secrets. */
  readonly database: string;
  /** See `hashOf`. */
  readonly planHash: string;
}

/** Why a run is not confirmed, and what to ask of a person at a terminal: nothing when another plan was confirmed. */
export interface MissingConfirmation {
  readonly refusal: Refusal;
  readonly question: Question | undefined;
}

/**
 * What a run still needs before it may begin; undefined when it is confirmed, or nobody asks for it. A reset is to be
 * confirmed in every environment, unless the database holds nothing. A hash confirms its plan and no other.
 */
export function askConfirmation(confirmed: ConfirmedRun): MissingConfirmation | undefined {
  const { settings, plan, contents, history, run, planHash: hash } = confirmed;
  const resets = run.reset === 'reset';
  if (plan.steps.length === 0 && !resets) {
    return undefined;
  }
  if (typeof run.confirm === 'string') {
    return run.confirm === hash ? undefined : { refusal: refuseOtherPlan(hash, run.confirm), question: undefined };
  }
  const isEmpty = contents.length === 0 && (history.otherStamps ?? []).length === 0;
  const losesData = resets && !isEmpty;
  const isAlways = run.confirmation === 'always';
  if (run.confirm || !(settings.migrations.requireConfirmation || losesData || isAlways)) {
    return undefined;
  }
  const { environment } = settings;
  const asker = losesData ? '--reset' : isAlways ? 'A change of history alone' : `Environment "${environment}"`;
  const asks = `${asker} asks for confirmation`;
  // The environment is said once: when it is not what asks.
  const where = losesData || isAlways ? `, environment "${environment}"` : '';
  const plans = `plan ${hash}${where}, database ${confirmed.database}:`;
  const lines = describeRun(confirmed).map((line) => `  ${line}`);
  return {
    refusal: {
      code: 'CONFIRMATION_REQUIRED',
      message: [`${asks} of ${plans}`, ...lines].join('\n'),
      ids: [],
      hint: `Pass --confirm, or --confirm=${hash} for this plan and no other.`,
      waivedBy: '--confirm',
    },
    question: { text: [`${asks} of ${plans}`, ...lines].join('\n'), answer: environment },
  };
}

/** The name of the run's plan. See `planHash`. */
export function hashOf({ settings, history, plan, contents, run, database }: Omit<ConfirmedRun, 'planHash'>): string {
  const { project, environment } = settings;
  // One that the run itself creates has no identity when the plan is reviewed.
  const identity = history.wasMissing ? undefined : history.identity;
  return planHash(plan, {
    project,
    environment,
    database: identity ? [identity.systemIdentifier ?? '', identity.database, identity.databaseOid] : [database],
    besides: [
      ...(run.testData === 'included' ? ['test data'] : []),
      ...(run.besides ?? []),
      ...(run.reset === 'reset' ? ['reset', ...describeContents(contents), ...describeLostHistory(history)] : []),
    ],
  });
}

function describeRun({ history, plan, contents, run, harmless }: ConfirmedRun): readonly string[] {
  return [
    ...(run.reset === 'reset'
      ? ['DROPS everything in the database:', ...describeReset(contents, history).map((line) => `  ${line}`)]
      : []),
    ...(run.besides ?? []),
    ...describeStepHooks(plan.steps),
    ...describeSteps(plan.steps, harmless),
  ];
}

/** What was applied when the reset was reviewed: the plan itself begins from nothing. */
function describeLostHistory({ rows, otherStamps = [] }: History): readonly string[] {
  const last = rows.map(({ appliedOrder }) => appliedOrder).sort((one, other) => other - one)[0] ?? 0;
  return [`${rows.length} applied, the last as ${last}`, ...otherStamps.map(({ project }) => project)];
}

function refuseOtherPlan(hash: string, confirmed: string): Refusal {
  const message = isPlanHash(confirmed)
    ? `The plan is ${hash}, not ${confirmed}: files, history, options or target changed since it was reviewed.`
    : `The plan is ${hash}, and --confirm=${confirmed} is not the hash of a plan.`;
  return {
    code: 'CONFIRMATION_REQUIRED',
    message,
    ids: [],
    hint: 'Review the plan with --dry-run and confirm its hash.',
    waivedBy: undefined,
  };
}
