import type { ExecutorContext } from '@nx/devkit';
import type { ValidateOptions } from '@pgrestify/engine';
import { isCached } from '../is-cached';
import { type CommandInput, runCommand } from '../run-command';

/**
 * `nx run <project>:validate`, and with `afterMigration` `:drift`: see `validate` of the engine. Refuses that option on
 * a cached target: what Nx keeps must not depend on a live database.
 */
export default async function validate(
  options: ValidateOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  if (options.afterMigration && isCached(context)) {
    process.stdout.write(
      `OPTION_INVALID: --afterMigration reads a live database, and Nx keeps the result of ${context.targetName}.\n` +
        `hint: Run \`nx run ${context.projectName}:drift\`, which is never cached.\n`,
    );
    return { success: false };
  }
  const database = ({ afterMigration }: ValidateOptions) => (afterMigration ? 'needed' : 'not-needed');
  return runCommand({ name: 'validate', run: printValidation, database }, options, context);
}

async function printValidation({ engine, settings, options, ports, write }: CommandInput<ValidateOptions>) {
  const result = await engine.validate(settings, options, ports);
  write(options.json ? `${engine.validationJson(result)}\n` : engine.describeValidation(result));
  return result;
}
