/** A task of ours that succeeded, and what it printed. */
export interface FinishedTask {
  readonly project: string;
  readonly target: string;
  readonly executor: string;
  readonly output: string;
}

/**
 * What Nx has not shown of our tasks, as text; undefined when that is nothing. Of a `validate` that found nothing there is
 * nothing to read: that Nx names it is enough.
 */
export function describeHiddenOutput(tasks: readonly FinishedTask[]): string | undefined {
  const blocks = tasks
    .filter(({ executor, output }) => !(executor === '@pgrestify/nx:validate' && foundNothing(output)))
    .map(({ project, target, output }) => `> nx run ${project}:${target}\n\n${output.trim()}\n`);
  if (blocks.length === 0) return undefined;
  const title = 'What Nx did not show of the migrations (--output-style=static shows each task in its place):';
  return `\n${title}\n\n${blocks.join('\n')}\n`;
}

function foundNothing(output: string): boolean {
  return /^Valid: nothing found/m.test(output);
}
