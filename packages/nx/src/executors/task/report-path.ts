import { isAbsolute } from 'node:path/posix';
import type { ExecutorContext } from '@nx/devkit';
import type { NxCommand } from '../../guard/nx-command';
import { isOurTarget, type TaskName, taskKey } from '../../guard/task-name';
import type { Engine } from '../../load-engine';
import { isCached } from './is-cached';
import type { TaskContext } from './task-context';
import { deriveRole } from './task-graph';

/**
 * Where the report of a task goes. What its target says is taken as it stands: Nx has put the project's name in. The
 * command line is the same for all tasks of a run: with `{projectName}` or `{projectRoot}` in it each project has a file
 * of its own, without them the file is that of the one task that was named, and others get one beside it,
 * `report.api.json` for `report.json`. Two targets of a project never share a file.
 *
 * A cached task's must be where Nx looks for it, which is the path as it was given. Throws OPTION_INVALID otherwise.
 */
export function resolveReportPath(
  given: string,
  task: TaskContext,
  context: ExecutorContext,
  command: NxCommand | undefined,
  { EngineError, labelReportPath }: Pick<Engine, 'EngineError' | 'labelReportPath'>,
): string {
  const beside = (path: string, label: string) => labelReportPath(path, fileName(label));
  const path = task.ownOptions.report === given ? given : ofTask(given, { task, context, command, beside });
  if (isCached(context) && (path !== given || isAbsolute(given))) {
    const message =
      path === given
        ? `Nx restores no report outside of relative paths, and it keeps the result of ${taskKey(task)}: --report=${given}.`
        : `Nx keeps the result of ${taskKey(task)} and would not restore its report ${path}: --report=${given} is for one project.`;
    throw new EngineError('OPTION_INVALID', message, {
      hint: 'Set the option `report` of the target in nx.json or the project, as a path in the workspace; {projectName} may be in it.',
    });
  }
  return path;
}

interface Placing {
  readonly task: TaskContext;
  readonly context: ExecutorContext;
  readonly command: NxCommand | undefined;
  /** A path with a label in its name. */
  readonly beside: (path: string, label: string) => string;
}

function ofTask(given: string, { task, context, command, beside }: Placing): string {
  const ours = listOurTasks(context);
  const targets = new Set(ours.filter(({ project }) => project === task.project).map(({ target }) => target));
  const perProject = given.replaceAll('{projectName}', fileName(task.project));
  if (perProject !== given || isPerProject(given, task, context)) {
    return targets.size > 1 ? beside(perProject, task.target) : perProject;
  }
  const isNamed = (each: TaskName) => deriveRole(each, context, command) === 'named';
  if (isNamed(task) && ours.filter(isNamed).length <= 1) return given;
  return beside(given, targets.size > 1 ? `${task.project}.${task.target}` : task.project);
}

/**
 * Whether the path of the command line named the project. Nx has put each project's name in before it starts a task, so
 * that only the paths of the other projects in the run still tell.
 */
function isPerProject(given: string, task: TaskContext, { taskGraph, projectGraph }: ExecutorContext): boolean {
  return Object.values(taskGraph?.tasks ?? {}).some(({ target, overrides }) => {
    const path: unknown = overrides?.report;
    const isOther = target.project !== task.project && isOurTarget(projectGraph.nodes[target.project], target.target);
    return isOther && typeof path === 'string' && path !== given;
  });
}

/** Tasks of ours in this run. */
function listOurTasks({ taskGraph, projectGraph }: ExecutorContext): readonly TaskName[] {
  const tasks = Object.values(taskGraph?.tasks ?? {}).map(({ target }) => target);
  return tasks.filter(({ project, target }) => isOurTarget(projectGraph.nodes[project], target));
}

/** A project may be named `@scope/api`. */
function fileName(text: string): string {
  return text.replace(/[^\w.@-]+/g, '-');
}
