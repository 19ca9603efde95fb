import type { Settings } from '../../config/settings';
import { withOptions } from '../../config/with-options';
import type { CommandPorts, RunResult } from '../../run/command';
import { run } from '../../run/run';
import type { RunRequest } from '../../run/run-request';
import { checkOptions } from '../options/check-options';
import { planRollback } from './plan-rollback';
import { type RollbackOptions, rollbackOptions } from './rollback.options';

/**
 * Undoes applied migrations, in reverse of the order in which they were applied; repeatable scripts are left alone.
 * A migration whose file changed or is gone is undone with the down text that history kept.
 *
 * Reads, writes, locks and ends like `migrate`. Nothing runs when a down is missing, irreversible or cannot be parsed.
 */
export async function rollback(given: Settings, options: RollbackOptions, ports: CommandPorts): Promise<RunResult> {
  checkOptions(rollbackOptions, options, given);
  const settings = withOptions(given, options);
  return run(rollbackRequest(settings, options), ports);
}

/** What `rollback` asks of a run with these options, which are folded into the settings already. Pure. */
export function rollbackRequest(settings: Settings, options: RollbackOptions): RunRequest {
  const { confirm, dryRun, file } = options;
  return {
    command: 'rollback',
    settings,
    mode: dryRun ? 'dry-run' : 'run',
    onFailure: 'stop',
    concern: 'all',
    file,
    plan: (facts, known) => planRollback(settings, options, facts, known),
    guard: () => ({ effect: 'destructive', reset: 'none', testData: 'none', confirm }),
  };
}
