import type { Settings } from '../../config/settings';
import type { DatabaseContents } from '../../history/contents';
import type { History } from '../../history/history';
import type { Notice, Refusal } from '../../plan/plan';
import { refuseReset } from './guard-reset';
import { refuseStamps } from './guard-stamp';
import type { GuardedRun } from './guarded-run';

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
