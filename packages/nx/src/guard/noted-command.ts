import { type NxCommand, parseNxCommand } from './nx-command';

/** Carries what the user asked of Nx from the guard to the tasks of the run, which Nx starts with our environment. */
export const commandVariable = 'PGRESTIFY_NX_COMMAND';

/** What the guard notes: the arguments, without values of options that are not Nx's own, since any may be a secret. */
export function writeNotedCommand(command: NxCommand | undefined): string {
  return command === undefined ? '' : JSON.stringify(command);
}

/** What the guard noted; undefined without a guard, as when the plugin is not in nx.json. */
export function readNotedCommand(env: Readonly<Record<string, string | undefined>>): NxCommand | undefined {
  const text = env[commandVariable];
  // The parse boundary: only our guard writes this variable.
  return text ? (JSON.parse(text) as NxCommand) : undefined;
}

/** The command of this process's arguments, which begin with node and Nx themselves. */
export function readCommandLine(argv: readonly string[]): NxCommand | undefined {
  return parseNxCommand(argv.slice(2));
}
