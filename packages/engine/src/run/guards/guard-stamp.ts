import type { Settings } from '../../config/settings';
import type { DatabaseContents } from '../../history/contents';
import type { EnvironmentStamp, History } from '../../history/history';
import type { Refusal } from '../../plan/plan';
import type { GuardedRun } from './guarded-run';

/**
 * Refuses a run for which the database is not the right one, by its stamps: those of all projects in it.
 *
 * A destructive run meets no stamp of another environment, and nothing waives that but the right stamp. One that only
 * adds is nearly always meant for another URL, too, so it is refused unless the stamp is named (`--accept-stamp`); this
 * project's own stamp, once it is right, is enough for it, and what is stamped `development` has nothing to lose.
 */
export function refuseStamps(
  settings: Settings,
  history: History,
  contents: DatabaseContents,
  run: GuardedRun,
): readonly Refusal[] {
  if (run.stamps === 'ignored') {
    return [];
  }
  const { environment } = settings;
  const { stamp, otherStamps = [] } = history;
  const foreign = [...(stamp ? [stamp] : []), ...otherStamps].filter((each) => each.environment !== environment);
  if (run.effect === 'destructive') {
    return foreign.length > 0
      ? [mismatch(settings, foreign, undefined)]
      : refuseUnstamped(settings, history, contents, run);
  }
  const unknown = foreign.filter((each) => each.environment !== 'development' && each.environment !== run.acceptStamp);
  const [first] = unknown;
  if (!first || stamp?.environment === environment) {
    return [];
  }
  return [mismatch(settings, unknown, `--accept-stamp=${first.environment}`)];
}

function mismatch(
  { environment }: Settings,
  stamps: readonly EnvironmentStamp[],
  waivedBy: string | undefined,
): Refusal {
  const belongs = stamps.map((stamp) => `environment "${stamp.environment}" of ${stamp.project}`).join(' and ');
  const names = [...new Set(stamps.map((stamp) => `"${stamp.environment}"`))].join(' or ');
  return {
    code: 'STAMP_MISMATCH',
    message: `The database belongs to ${belongs}, not to "${environment}".`,
    ids: [],
    hint: `Choose the environment ${names}, or correct the URL of "${environment}"; \`repair --stamp\` stamps anew what belongs to it now, as after restoring a dump.`,
    waivedBy,
  };
}

function refuseUnstamped(
  { project }: Settings,
  { stamp, otherStamps = [], hasUserTables }: History,
  contents: DatabaseContents,
  run: GuardedRun,
): readonly Refusal[] {
  const isEmpty = run.reset === 'reset' ? contents.length === 0 : !hasUserTables;
  if (stamp || otherStamps.length > 0 || isEmpty) {
    return [];
  }
  const withoutTestData = run.testData === 'included' ? ' with --no-include-test-data' : '';
  return [
    {
      code: 'STAMP_MISSING',
      message: `The database holds ${hasUserTables ? 'tables' : 'objects'} and no stamp of ${project}: it may be somebody else's.`,
      ids: [],
      hint: `Migrate it first${withoutTestData}, so that it is stamped as this environment, or stamp it with \`repair --stamp\`.`,
      waivedBy: undefined,
    },
  ];
}
