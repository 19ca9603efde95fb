import type { ExecutorContext } from '@nx/devkit';
import type { TypesOptions } from '@pgrestify/engine';
import type { CommandInput } from '../command';
import { runCommand } from '../run-command';

/** `nx run <project>:types`, and with `check` `:types-check`: see `types` of the engine. */
export default function types(options: TypesOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runCommand({ name: 'types', run: writeTypes, database: () => 'not-needed' }, options, context);
}

async function writeTypes(input: CommandInput<TypesOptions>) {
  const { engine, settings, options, ports, shown, write, commandText } = input;
  const result = await engine.types(settings, options, ports, { command: commandText('types') });
  write(options.json ? `${engine.typesJson(result)}\n` : engine.describeTypesResult(result, shown));
  return result;
}
