import type { ExecutorContext } from '@nx/devkit';
import type { ValidateOptions } from '@pgrestify/engine';
import type { CommandInput } from '../command';
import { runCommand } from '../run-command';

/** `nx run <project>:validate`, and with `afterMigration` `:drift`: see `validate` of the engine. */
export default function validate(options: ValidateOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const database = ({ afterMigration }: ValidateOptions) => (afterMigration ? 'needed' : 'not-needed');
  return runCommand({ name: 'validate', run: printValidation, database }, options, context);
}

async function printValidation({ engine, settings, options, ports, shown, write }: CommandInput<ValidateOptions>) {
  const result = await engine.validate(settings, options, ports);
  write(options.json ? `${engine.validationJson(result)}\n` : engine.describeValidation(result, shown));
  return result;
}
