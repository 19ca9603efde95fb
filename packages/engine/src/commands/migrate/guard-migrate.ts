import type { Settings } from '../../config/settings';
import type { Plan, StepAction } from '../../plan/plan';
import type { GuardedRun } from '../../run/guards/guarded-run';
import type { MigrateOptions } from './migrate.options';
import { parseNames } from './parse-names';

/** What the guards look at before a run of `migrate`. Pure. */
export function guardMigrate({ migrations }: Settings, options: MigrateOptions, plan: Plan): GuardedRun {
  const hasTestData = plan.steps.some(({ file }) => file?.kind === 'repeatable' && file.phase === 'test-data');
  const undoes = options.reset || options.redo || plan.direction === 'down';
  const isDestructive = undoes || hasTestData || plan.steps.some(({ action }) => destructiveActions.has(action));
  return {
    effect: isDestructive ? 'destructive' : 'additive',
    reset: options.reset ? 'reset' : 'none',
    alsoReset: parseNames(options.alsoReset),
    testData: hasTestData || migrations.includeTestData ? 'included' : 'none',
    confirm: options.confirm,
    acceptStamp: options.acceptStamp,
    besides: options.force ? ['goes on after a failure'] : [],
  };
}

/** A script that is no migration may do anything. */
const destructiveActions: ReadonlySet<StepAction> = new Set(['down', 'skip-down', 'script']);
