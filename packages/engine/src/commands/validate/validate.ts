import type { ValidateResult } from '../../checks/validate-result';
import type { Settings } from '../../config/settings';
import type { CommandPorts } from '../../run/command';
import type { MendedDifference } from '../../schema/mend';
import { checkOptions } from '../options/check-options';
import { type ValidateOptions, validateOptions } from './validate.options';
import type { WatchedProject, WatchOnlooker } from './watch/watch-files';

/**
 * Checks the files of a project: names, versions, duplicates, encoding, directives; every script parsed; downs that are
 * missing or empty; the rules of the linter; by git, what the merge of this branch would break; and on a shadow, every
 * migration up, down and up with the schema compared after each, repeatable scripts twice and again after all migrations, test data twice.
 *
 * With `filesOnly` no shadow is made: only what files alone decide is checked.
 *
 * Reads the sql folder, and by git that of the base. Writes only to the project's embedded shadow cluster (`.pgrestify/shadow-<major>`), which one
 * task has at a time. Connects to no database of the user's.
 *
 * With `afterMigration` it is `drift`: the live database's history against the files, and its schema against the one
 * that its applied scripts make on a shadow of its major. Reads the database; writes nothing to it, takes no lock.
 *
 * With `historyOnly` as well, the schema is left out, and no shadow is made.
 *
 * Ends as `succeeded`, also with warnings, or as `failed` when a finding is an error. Throws EMBEDDED_BINARIES_MISSING,
 * EMBEDDED_START_FAILED, FILE_UNREADABLE, CANCELLED, and with `afterMigration` CONNECTION_FAILED and its kin.
 */
export async function validate(
  settings: Settings,
  options: ValidateOptions,
  ports: CommandPorts,
): Promise<ValidateResult> {
  checkOptions(validateOptions, options, settings);
  // Loaded here: most commands check nothing.
  if (options.afterMigration) {
    const { checkDrift } = require('./check-live') as typeof import('./check-live');
    return checkDrift(settings, ports, options.historyOnly === true ? 'history' : 'history and schema');
  }
  const { validateFiles } = require('./validate-files') as typeof import('./validate-files');
  return validateFiles(settings, options, ports);
}

/**
 * The same with `filesOnly`, at once and after each change of the project's SQL, hooks or config, until the ports' signal is
 * aborted; only what was written since is read again. Gives the last result. Throws CANCELLED when there was none.
 */
export async function watchFiles(
  watched: WatchedProject,
  ports: CommandPorts,
  onlooker: WatchOnlooker,
): Promise<ValidateResult> {
  checkOptions(validateOptions, watched.options, watched.settings);
  const { watchFiles } = require('./watch/watch-files') as typeof import('./watch/watch-files');
  return watchFiles(watched, ports, onlooker);
}

/**
 * How the schema of the environment's database differs from what its applied scripts make: `expected` is theirs,
 * `actual` the database, and `mend` what would make it so. Empty when they are the same; notices are left out. Reads, writes and throws like `validate`
 * with `afterMigration`; what keeps the comparison from being made throws CHECK_FAILED.
 */
export async function validateSchema(settings: Settings, ports: CommandPorts): Promise<readonly MendedDifference[]> {
  const { compareLiveSchema } = require('./check-live') as typeof import('./check-live');
  return compareLiveSchema(settings, ports);
}
