import type { Settings } from '../config/settings';
import type { History } from '../history/history';
import type { Notice, Plan, Refusal } from '../plan/plan';
import { planHash } from '../plan/plan-hash';

/** What the guards of a run look at, beside settings, history and plan. */
export interface GuardedRun {
  /** Whether the run can lose data that is meant to stay: reset, rollback, test data. */
  readonly effect: 'additive' | 'destructive';
  readonly reset: 'none' | 'reset';
  readonly testData: 'none' | 'included';
  /** `--confirm`, or `--confirm=<plan hash>`. */
  readonly confirm: boolean | string | undefined;
}

/** Reasons not to run that lie in environment and database, not in the files: each with the option that waives it. */
export function guardRun(settings: Settings, history: History, plan: Plan, run: GuardedRun): readonly Refusal[] {
  return [
    ...refuseReset(settings, run),
    ...refuseTestData(settings, run),
    ...refuseForeignStamp(settings, history, run),
    ...refuseUnconfirmed(settings, plan, run),
  ];
}

/** A migration of a database that another environment has stamped is odd, but not destructive. */
export function noticeForeignStamp(settings: Settings, history: History): readonly Notice[] {
  const { stamp } = history;
  if (!stamp || stamp.environment === settings.environment) {
    return [];
  }
  const message = `This database is stamped as environment "${stamp.environment}" of ${stamp.project}, and the run is for "${settings.environment}".`;
  return [{ severity: 'warning', message, ids: [] }];
}

function refuseReset({ migrations, environment, development }: Settings, run: GuardedRun): readonly Refusal[] {
  if (run.reset === 'none') {
    return [];
  }
  if (!migrations.allowReset) {
    const message = `Environment "${environment}" does not allow --reset.`;
    return [
      refusal('RESET_FORBIDDEN', message, `Set environments.${environment}.migrations.allowReset to true.`, undefined),
    ];
  }
  if (!development && !run.confirm) {
    const message = `--reset drops everything in the database of environment "${environment}".`;
    return [refusal('CONFIRMATION_REQUIRED', message, 'Pass --confirm as well.', '--confirm')];
  }
  return [];
}

function refuseTestData({ migrations, environment }: Settings, run: GuardedRun): readonly Refusal[] {
  if (run.testData === 'none' || !migrations.forbidTestData) {
    return [];
  }
  const message = `Environment "${environment}" does not take test data.`;
  return [refusal('TEST_DATA_FORBIDDEN', message, 'Leave --includeTestData out.', undefined)];
}

function refuseForeignStamp({ environment, project }: Settings, history: History, run: GuardedRun): readonly Refusal[] {
  if (run.effect === 'additive') {
    return [];
  }
  const { stamp } = history;
  if (stamp && stamp.environment !== environment) {
    const message = `The database belongs to environment "${stamp.environment}" of ${stamp.project}, not to "${environment}".`;
    return [
      refusal(
        'STAMP_MISMATCH',
        message,
        `Choose the environment "${stamp.environment}", or the right database.`,
        undefined,
      ),
    ];
  }
  if (!stamp && history.hasUserTables) {
    const message = `The database holds tables and no stamp of ${project}: it may be somebody else's.`;
    return [
      refusal('STAMP_MISSING', message, 'Migrate it first, so that it is stamped as this environment.', undefined),
    ];
  }
  return [];
}

function refuseUnconfirmed({ migrations, environment }: Settings, plan: Plan, run: GuardedRun): readonly Refusal[] {
  if (plan.steps.length === 0 && run.reset === 'none') {
    return [];
  }
  if (typeof run.confirm === 'string' && run.confirm !== planHash(plan)) {
    const message = `The plan is ${planHash(plan)}, not ${run.confirm}: files, history or target changed since it was reviewed.`;
    return [
      refusal('CONFIRMATION_REQUIRED', message, 'Review the new plan with --dryRun and confirm its hash.', undefined),
    ];
  }
  if (!migrations.requireConfirmation || run.confirm) {
    return [];
  }
  const steps = plan.steps.map(({ action, id }) => `${action} ${id}`).join(', ');
  const message = `Environment "${environment}" asks for confirmation. The plan ${planHash(plan)}: ${steps}.`;
  return [
    refusal('CONFIRMATION_REQUIRED', message, 'Pass --confirm, or --confirm with the hash of the plan.', '--confirm'),
  ];
}

function refusal(code: Refusal['code'], message: string, hint: string, waivedBy: string | undefined): Refusal {
  return { code, message, ids: [], hint, waivedBy };
}
