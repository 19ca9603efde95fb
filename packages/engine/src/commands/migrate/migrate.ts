import type { Settings } from '../../config/settings';
import { withOptions } from '../../config/with-options';
import type { CommandPorts, RunResult } from '../../run/command';
import { run } from '../../run/run';
import type { RunRequest } from '../../run/run-request';
import { checkOptions } from '../options/check-options';
import { rollback } from '../rollback/rollback';
import { type MigrateOptions, migrateOptions } from './migrate.options';
import { migrateRequest } from './migrate-request';

/**
 * Applies what is pending: repeatable scripts that come before, versioned migrations, repeatable scripts that come
 * after, and test data when asked for.
 *
 * Reads the sql folder and history. Writes, under the run lock, the database and its history, each script with its
 * record in one transaction. Ends as `succeeded`, `nothing-to-do` (no lock was taken), `planned` (`dryRun`: nothing was
 * written), `refused` (nothing was written; the reasons are values), `failed` or `cancelled` (what was done before is
 * recorded). Throws CONNECTION_FAILED and its kin, RUN_LOCK_TIMEOUT, OPTION_INVALID, FILE_UNREADABLE.
 */
export async function migrate(given: Settings, options: MigrateOptions, ports: CommandPorts): Promise<RunResult> {
  checkOptions(migrateOptions, options, given);
  if (options.baseline !== undefined) {
    return recordBaseline(given, { ...options, baseline: options.baseline }, ports);
  }
  if (options.rollbackTo !== undefined) {
    const { rollbackTo, allowIrreversible, allowRequired, dryRun, backup, confirm, lock, concurrentTimeout } = options;
    return rollback(
      given,
      { to: rollbackTo, allowIrreversible, allowRequired, dryRun, backup, confirm, lock, concurrentTimeout },
      ports,
    );
  }
  if (options.test) return rehearse(given, options, ports);
  const { benchmark = false } = options;
  if (benchmark !== false) return compareQueries(given, { ...options, benchmark }, ports);
  const settings = withOptions(given, options);
  const request = migrateRequest(settings, options);
  return run({ ...request, ...(options.verify && verifying(settings, ports)) }, ports);
}

/** Loaded here: most runs are no rehearsals. */
function rehearse(settings: Settings, options: MigrateOptions, ports: CommandPorts): Promise<RunResult> {
  const rehearsal = require('./rehearse-migrate') as typeof import('./rehearse-migrate');
  return rehearsal.rehearseMigrate(settings, options, ports);
}

/** Loaded here: most runs are no benchmarks. */
function compareQueries(
  settings: Settings,
  options: MigrateOptions & { readonly benchmark: string | true },
  ports: CommandPorts,
): Promise<RunResult> {
  const { benchmarkMigrate } = require('./benchmark-migrate') as typeof import('./benchmark-migrate');
  return benchmarkMigrate(settings, options, ports);
}

/** Loaded here: most runs adopt nothing. */
function recordBaseline(
  settings: Settings,
  options: MigrateOptions & { readonly baseline: string | number },
  ports: CommandPorts,
): Promise<RunResult> {
  const { baseline } = require('../baseline/baseline') as typeof import('../baseline/baseline');
  return baseline(settings, options, ports);
}

/** Loaded here: a run without `--verify` checks nothing. */
function verifying(settings: Settings, ports: CommandPorts): Pick<RunRequest, 'verify' | 'examine'> {
  const { checkAfterMigrate } = require('../validate/check-live') as typeof import('../validate/check-live');
  const { refuseUnverifiable } = require('./refuse-unverifiable') as typeof import('./refuse-unverifiable');
  return {
    verify: () => checkAfterMigrate(settings, ports),
    examine: (examined) => refuseUnverifiable(settings, examined, ports),
  };
}
