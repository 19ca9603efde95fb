import { recordPlan } from '../../apply/record-plan';
import type { Settings } from '../../config/settings';
import { withOptions } from '../../config/with-options';
import type { History } from '../../history/history';
import type { Plan } from '../../plan/plan';
import type { CommandPorts, RunResult } from '../../run/command';
import type { GuardedRun } from '../../run/guards/guarded-run';
import { run } from '../../run/run';
import { checkOptions } from '../options/check-options';
import { planCommand } from './plan-command';
import { type RepairOptions, repairOptions } from './repair.options';

/**
 * Corrects history where it does not say what is so: accepts edited migrations, forgets those whose files are gone,
 * settles half-done ones, and stamps the database anew. Runs no script and changes no object of the user's.
 *
 * Reads the sql folder, history and, for statements that were begun, the catalog. Shows what it would do first, and does
 * it only when confirmed: under the run lock, all in one transaction, each with an event that keeps what history said
 * before. Ends as `succeeded`, `nothing-to-do` (no lock was taken), `planned`, `refused` (nothing was written), `failed`
 * or `cancelled`. Throws CONNECTION_FAILED and its kin, RUN_LOCK_TIMEOUT, OPTION_INVALID, FILE_UNREADABLE.
 */
export async function repair(given: Settings, options: RepairOptions, ports: CommandPorts): Promise<RunResult> {
  checkOptions(repairOptions, options, given);
  // Nothing of the user's is changed.
  const settings = withOptions(given, { backup: false });
  return run(
    {
      command: 'repair',
      settings,
      mode: options.dryRun ? 'dry-run' : 'run',
      onFailure: 'stop',
      concern: 'all',
      plan: (facts, known) => planCommand(settings, options, facts, known),
      guard: (plan, history) => guardRepair(options, history, plan),
      record: recordPlan,
    },
    ports,
  );
}

function guardRepair({ stamp, confirm }: RepairOptions, history: History, plan: Plan): GuardedRun {
  // In a database that is nobody's there is nothing to repair, which is no reason to refuse.
  const isNobodys = plan.steps.length === 0 && !history.stamp;
  return {
    effect: 'destructive',
    reset: 'none',
    testData: 'none',
    confirm,
    confirmation: 'always',
    stamps: stamp || isNobodys ? 'ignored' : 'heeded',
  };
}
