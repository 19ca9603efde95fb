import type { PostTasksExecutionContext } from '@nx/devkit';
import { readCommandLine } from '../guard/noted-command';
import type { NxCommand } from '../guard/nx-command';
import { resolveNamedTasks } from '../guard/resolve-named-tasks';
import { isOurTarget, type TaskProjects } from '../guard/task-name';
import { describeHiddenOutput, type FinishedTask } from './describe-hidden-output';
import { hidesSuccess } from './hides-success';

type Results = PostTasksExecutionContext['taskResults'];

/**
 * Runs after the tasks of every command. Nx 23 and 24 show of a task that succeeded only its name where no style of output
 * was asked for, as in CI: a status of all projects would say nothing, and what was applied to production would stand
 * in no log. So what our tasks printed is printed here. Reads the project graph only where something was hidden.
 */
export async function printHiddenOutput({ argv, taskResults }: PostTasksExecutionContext): Promise<void> {
  const command = readCommandLine(argv);
  if (command === undefined || !hidesSuccess(command, process.env)) return;
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const text = describeHiddenOutput(listHiddenTasks(command, taskResults, readCachedProjectGraph()));
  if (text !== undefined) await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
}

/** Tasks of ours that succeeded, without those of the project that `nx run` names, which Nx shows. */
export function listHiddenTasks(command: NxCommand, results: Results, projects: TaskProjects): readonly FinishedTask[] {
  const shown = command.kind === 'run-one' ? resolveNamedTasks(command, projects) : undefined;
  // Which project is shown is not known of `nx migrate` in a folder; nothing is printed twice.
  if (shown?.certainty === 'at-most') return [];
  const shownProjects = new Set(shown?.tasks.map(({ project }) => project));
  return Object.values(results).flatMap(({ task, status, terminalOutput }): readonly FinishedTask[] => {
    const { project, target } = task.target;
    const node = projects.nodes[project];
    if (terminalOutput === undefined || !succeeded.has(status) || shownProjects.has(project)) return [];
    if (!isOurTarget(node, target)) return [];
    return [{ project, target, executor: node?.data.targets?.[target]?.executor ?? '', output: terminalOutput }];
  });
}

const succeeded: ReadonlySet<string> = new Set(['success', 'local-cache', 'local-cache-kept-existing', 'remote-cache']);
