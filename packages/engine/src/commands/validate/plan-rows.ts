import { openSeverities } from '../../checks/lint/severities';
import type { RowsPlan } from '../../checks/rows/check-rows';
import { projectPathOf } from '../../config/project-path';
import type { Settings } from '../../config/settings';
import type { BaseScripts } from './against-base';
import type { FilesToRun } from './shadow-of-files';

/**
 * Without a base nothing says which migrations are new, and those of the past have met the rows of every database: the
 * newest are tried. With one, so many of the branch's own.
 */
const mostTried = { withoutBase: 10, ofBranch: 50 };

/**
 * Which migrations are tried on rows: those of this branch. Test data is that of the base, if it has any: it fits the schema
 * before the branch's migrations, and that of the branch the one after them. Pure.
 */
export function planRows({ set, parse }: FilesToRun, base: BaseScripts | undefined, settings: Settings): RowsPlan {
  const added = base ? base.release.added.slice(-mostTried.ofBranch) : set.versioned.slice(-mostTried.withoutBase);
  const tried = new Set(added.map(({ id }) => id));
  const testData = base && base.set.testData.length > 0 ? base.set.testData : set.testData;
  return {
    tries: (id) => tried.has(id),
    testData: testData.map(({ script }) => parse(script)),
    timeouts: { statementTimeoutMs: settings.migrations.statementTimeoutMs },
    severityOf: openSeverities(settings.lint, projectPathOf(settings)),
  };
}
