import type { Settings } from '../../config/settings';
import type { DatabaseContents } from '../../history/contents';
import type { History } from '../../history/history';
import type { Notice, Refusal } from '../../plan/plan';
import { refuseReset } from './guard-reset';
import { refuseStamps } from './guard-stamp';

/** What the guards of a run look at, beside settings, history and plan. */
export interface GuardedRun {
  /**
   * Whether the run can lose data that is meant to stay: a reset, a rollback, test data, a script that is no migration,
   * and what changes history without running anything.
   */
  readonly effect: 'additive' | 'destructive';
  readonly reset: 'none' | 'reset';
  /** Other projects in the database whose tables and history the reset may drop, too: `--also-reset`. */
  readonly alsoReset?: readonly string[];
  readonly testData: 'none' | 'included';
  /** `--confirm`, or `--confirm=<plan hash>`. */
  readonly confirm: boolean | string | undefined;
  /** Another environment whose stamp a run that only adds may meet: `--accept-stamp`. */
  readonly acceptStamp?: string | undefined;
  /** What the run does beside its steps that is neither reset nor test data, as `backup`: shown, and part of the plan's hash. */
  readonly besides?: readonly string[];
  /** When confirmation is asked for: `as-configured` unless set. */
  readonly confirmation?: 'as-configured' | 'always';
  /** `ignored` by a run that stamps the database anew, or has nothing to do where there is nothing of it; `heeded` unless set. */
  readonly stamps?: 'heeded' | 'ignored';
}

/**
 * Reasons not to run that lie in environment and database, not in the files: each with the option that waives it.
 * `contents` is what a reset would drop. Whether the run is confirmed is asked last, by `askConfirmation`.
 */
export function guardRun(
  settings: Settings,
  history: History,
  contents: DatabaseContents,
  run: GuardedRun,
): readonly Refusal[] {
  return [
    ...refuseReset(settings, history, contents, run),
    ...refuseTestData(settings, run),
    ...refuseStamps(settings, history, contents, run),
  ];
}

/** Stamps of other environments that stop nothing here are said all the same. */
export function noticeForeignStamp({ environment }: Settings, history: History): readonly Notice[] {
  const { stamp, otherStamps = [] } = history;
  return [...(stamp ? [stamp] : []), ...otherStamps]
    .filter((each) => each.environment !== environment)
    .map((each) => {
      const message = `This database is stamped as environment "${each.environment}" of ${each.project}, and the run is for "${environment}".`;
      return { severity: 'warning', message, ids: [] };
    });
}

function refuseTestData({ migrations, environment }: Settings, run: GuardedRun): readonly Refusal[] {
  if (run.testData === 'none' || !migrations.forbidTestData) {
    return [];
  }
  const message = `Environment "${environment}" does not take test data.`;
  return [
    { code: 'TEST_DATA_FORBIDDEN', message, ids: [], hint: 'Leave --include-test-data out.', waivedBy: undefined },
  ];
}
