import type { ErrorReport } from '../../errors';
import type { RepeatableScript, VersionedMigration } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import { type Finding, findingOfError } from '../finding';
import type { ShadowContext } from './shadow-check';
import { firstStep } from './steps';

/**
 * Applies scripts to a shadow that has not seen them, as one run with its hooks; what the first that fails is told as.
 * Those that cannot be parsed are passed over.
 */
export async function applyFiles(
  files: readonly (VersionedMigration | RepeatableScript)[],
  { project, parse, run }: Pick<ShadowContext, 'project' | 'parse' | 'run'>,
  describe: (error: ErrorReport, step: Step) => Finding,
): Promise<Finding | undefined> {
  if (files.length === 0) return undefined;
  const begin = await run.runHook('beforeRun', project);
  if (begin) return describe(begin.error, begin.step);
  for (const file of files) {
    const step = firstStep(file, parse);
    const error = step && (await run.run({ project, step }));
    if (step && error) return describe(error, step);
  }
  const end = await run.runHook('afterRun', project);
  return end && describe(end.error, end.step);
}

/**
 * Applies all that a fresh run of a project would, test data apart: scripts that come before, migrations, scripts that come
 * after. What an earlier run validated is on the shadow already.
 */
export async function applyProjectFiles(context: ShadowContext): Promise<Finding | undefined> {
  const { set, prefix } = context;
  const before = prefix.isBegun ? [] : set.before;
  return applyFiles([...before, ...set.versioned.slice(prefix.count), ...set.after], context, (error, step) =>
    findingOfError('migrations', error, step),
  );
}
