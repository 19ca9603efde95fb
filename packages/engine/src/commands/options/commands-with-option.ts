import type { JsonSchema } from '../../config/shape/check-shape';
import { optionsJsonSchema } from './options-json-schema';

/** A command by the name that its options are declared under. */
export type CommandName = keyof typeof optionsJsonSchema;

/** Commands that have an option of that name (`outOfOrder`), in the order of the documentation; none for no option of ours. */
export function commandsWithOption(option: string): readonly CommandName[] {
  return commandNames.filter((name) => {
    const { properties = {} }: JsonSchema = optionsJsonSchema[name];
    return Object.hasOwn(properties, option);
  });
}

const commandNames = ['migrate', 'rollback', 'status', 'repair', 'validate'] as const satisfies readonly CommandName[];
