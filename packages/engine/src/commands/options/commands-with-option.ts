import { type CommandName, commandDeclarations, commandNames } from './command-declarations';

/** Commands that have an option of that name (`outOfOrder`), in the order of the documentation; none for no option of ours. */
export function commandsWithOption(option: string): readonly CommandName[] {
  return commandNames.filter((name) => Object.hasOwn(commandDeclarations[name].options, option));
}
