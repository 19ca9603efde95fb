import type { Settings } from '../../config/settings';
import type { RunRequest } from '../../run/run-request';
import { guardMigrate } from './guard-migrate';
import type { MigrateOptions } from './migrate.options';
import { planMigrate } from './plan-migrate';

/** What `migrate` asks of a run with these options, which are folded into the settings already. Pure. */
export function migrateRequest(settings: Settings, options: MigrateOptions): RunRequest {
  const { file, reset } = options;
  return {
    command: 'migrate',
    settings,
    mode: options.dryRun ? 'dry-run' : 'run',
    onFailure: options.force ? 'continue' : 'stop',
    // Who names a file wants to know all that is wrong with it; after a reset nothing is applied.
    concern: file === undefined && !reset ? 'pending' : 'all',
    file,
    plan: (facts, known) => planMigrate(settings, options, facts, known),
    guard: (plan) => guardMigrate(settings, options, plan),
  };
}
