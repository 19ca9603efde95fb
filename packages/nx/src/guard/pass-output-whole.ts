import type { NxCommand } from './nx-command';

type Variables = Record<string, string | undefined>;

/**
 * Makes Nx give its own output to the task of `nx run … --json`, instead of reading what the task prints and printing it
 * again: of that it ends a line after each 64 KiB, and it exits before the last of it has left (Nx 22 to 24). Nx reads
 * the variable after the guard. Not under the TUI, which draws the screen itself; and not on Nx's daemon, where nothing
 * tells whether there is one. What the user has set stays.
 */
export function passOutputWhole(command: NxCommand, env: Variables): void {
  if (command.kind !== 'run-one' || command.output.format !== 'json') return;
  if (env.NX_TUI === 'true' || env.NX_DAEMON_PROCESS === 'true') return;
  env.NX_NATIVE_COMMAND_RUNNER ??= 'false';
}
