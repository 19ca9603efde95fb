import type { ExecutorName } from '../../feature-document/document-lines';
import { flagOf } from '../../feature-document/refused-options';
import type { Engine } from '../../load-engine';
import { type CommandPlace, commandText } from '../terminal/command-text';

/** A command, under the name of its target, and what it was given. */
export interface GivenOptions {
  readonly executor: ExecutorName;
  readonly target: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly place: CommandPlace;
}

/**
 * Answers an option that only other commands have, with those. Nx would say of it that it is not in a schema. Throws
 * OPTION_INVALID, all such options named.
 */
export function refuseForeignOptions(engine: Engine, { executor, target, options, place }: GivenOptions): void {
  const foreign = Object.entries(options).flatMap(([option, value]) => {
    const commands = value === undefined ? [] : engine.commandsWithOption(option);
    return commands.length === 0 || commands.includes(executor) ? [] : [{ flag: asTyped(option, value), commands }];
  });
  if (foreign.length === 0) return;
  const flags = foreign.map(({ flag }) => flag).join(', ');
  const ways = foreign.map(({ flag, commands }) => {
    const places = commands.map((command) => `\`${commandText(command, place)}\``);
    return `${flag} is for ${places.join(', ')}.`;
  });
  throw new engine.EngineError('OPTION_INVALID', `${flags}: not of ${target}.${natures[executor]}`, {
    hint: ['Leave it out.', ...ways].join(' '),
  });
}

/** What makes most options of the others needless. */
const natures: Readonly<Record<ExecutorName, string>> = {
  migrate: '',
  rollback: '',
  repair: ' It runs no script.',
  status: ' It writes nothing, and shows what is pending, out of order, changed or missing in any case.',
  validate: ' It changes no database of yours.',
  types: ' It connects to no database of yours.',
};

function asTyped(option: string, value: unknown): string {
  return value === false ? flagOf(option).replace('--', '--no-') : flagOf(option);
}
