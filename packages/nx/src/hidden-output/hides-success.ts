import { dirname, join } from 'node:path';
import type { NxCommand } from '../guard/nx-command';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Whether Nx shows of a task that succeeded no more than its name, because nobody said otherwise. Where a style was asked
 * for, by an option or a variable, what it hides is hidden on purpose, or nothing is.
 */
export function hidesSuccess({ output }: NxCommand, env: Variables, nx: NxOutput = readNxOutput()): boolean {
  const isOn = (name: string) => env[name] === 'true';
  const isChosen = output.style !== undefined || (env.NX_DEFAULT_OUTPUT_STYLE ?? '') !== '';
  // Both make Nx print as the tasks do; under the TUI each task has a pane.
  const isStreamed = ['NX_STREAM_OUTPUT', 'NX_BATCH_MODE', 'NX_VERBOSE_LOGGING', 'NX_TUI'].some(isOn);
  // What is printed on the daemon goes into its log.
  return !isChosen && !isStreamed && !isOn('NX_DAEMON_PROCESS') && nx.printsFullTaskOutput?.({}) === false;
}

/** A part of Nx that it does not publish. */
export interface NxOutput {
  /** Whether a run with these options prints all that tasks print; undefined in Nx 22, which always does. */
  readonly printsFullTaskOutput?: (options: object) => boolean;
}

/** Asks the Nx that runs, since it began to hide in a minor version; one that has it elsewhere counts as showing all. */
function readNxOutput(): NxOutput {
  try {
    return require(join(dirname(require.resolve('nx/package.json')), 'dist/src/utils/output.js')) as NxOutput;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return {};
    throw error;
  }
}
