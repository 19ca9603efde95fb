import type { ExecutorContext } from '@nx/devkit';
import type { ProjectsShown } from '@pgrestify/engine';
import type { NxCommand } from '../../guard/nx-command';
import { resolveNamedTasks } from '../../guard/resolve-named-tasks';
import { isOurTarget, type TaskName, taskKey } from '../../guard/task-name';

type RunContext = Pick<ExecutorContext, 'taskGraph' | 'projectGraph'>;

/** Why a task runs: the user asked for it, or another task depends on it. */
export type TaskRole = 'named' | 'dependency';

/**
 * Why this task runs. A task that no other depends on was asked for; of the others, those that the guard's note names
 * for certain. So without a note (no guard) or with an uncertain one (`affected`, patterns) a task in between counts as
 * a dependency: it then does less, never more. Outside of a run's graph a task was called by hand.
 */
export function deriveRole(
  task: TaskName,
  { taskGraph, projectGraph }: RunContext,
  command: NxCommand | undefined,
): TaskRole {
  if (taskGraph === undefined) return 'named';
  const ids = new Set(
    Object.values(taskGraph.tasks)
      .filter(({ target }) => taskKey(target) === taskKey(task))
      .map(({ id }) => id),
  );
  const hasDependents = Object.entries(taskGraph.dependencies).some(
    ([id, dependencies]) => !ids.has(id) && dependencies.some((dependency) => ids.has(idOf(dependency))),
  );
  if (!hasDependents) return 'named';
  if (command === undefined) return 'dependency';
  const named = resolveNamedTasks(command, projectGraph);
  const isNamed = named.certainty === 'exact' && named.tasks.some((each) => taskKey(each) === taskKey(task));
  return isNamed ? 'named' : 'dependency';
}

/** The project that the user named where a task runs for another's sake, as far as that is told; the task's own otherwise. */
export function deriveNamedProject(task: TaskName, context: RunContext, command: NxCommand | undefined): string {
  if (command === undefined || deriveRole(task, context, command) === 'named') return task.project;
  const { tasks, certainty } = resolveNamedTasks(command, context.projectGraph);
  const [first, ...others] = new Set(tasks.map(({ project }) => project));
  return certainty === 'exact' && first !== undefined && others.length === 0 ? first : task.project;
}

/**
 * Tasks of ours in this run that Nx runs without the configuration that was asked for. The guard finds most of them
 * before anything runs; these are the ones whose projects only git or a pattern chose.
 */
export function listUnconfiguredTasks(
  { taskGraph, projectGraph }: RunContext,
  command: NxCommand | undefined,
): readonly TaskName[] {
  if (taskGraph === undefined || command === undefined) return [];
  const { configuration } = resolveNamedTasks(command, projectGraph);
  if (configuration === undefined) return [];
  return Object.values(taskGraph.tasks)
    .map(({ target }) => target)
    .filter((target) => isOurTarget(projectGraph.nodes[target.project], target.target))
    .filter((target) => target.configuration !== configuration);
}

/** Whether tasks of ours of several projects run in the same command. */
export function countProjects({ taskGraph, projectGraph }: Partial<RunContext>): ProjectsShown {
  const targets = Object.values(taskGraph?.tasks ?? {}).map(({ target }) => target);
  const ours = targets.filter(({ project, target }) => isOurTarget(projectGraph?.nodes[project], target));
  return new Set(ours.map(({ project }) => project)).size > 1 ? 'several' : 'one';
}

/** Projects whose migrate runs before this task in the same command, each once, because the task depends on them. */
export function listMigratedFirst(task: TaskName, { taskGraph, projectGraph }: RunContext): readonly string[] {
  if (taskGraph === undefined) return [];
  const isTask = (target: TaskName) => taskKey(target) === taskKey(task);
  const seen = new Set<string>();
  const waiting = Object.values(taskGraph.tasks).flatMap(({ id, target }) => (isTask(target) ? [id] : []));
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const dependency of (taskGraph.dependencies[id] ?? []).map(idOf)) {
      if (seen.has(dependency)) continue;
      seen.add(dependency);
      waiting.push(dependency);
    }
  }
  const projects = [...seen].flatMap((id) => {
    const target = taskGraph.tasks[id]?.target;
    const executor = target && projectGraph.nodes[target.project]?.data.targets?.[target.target]?.executor;
    return target && executor === '@pgrestify/nx:migrate' ? [target.project] : [];
  });
  return [...new Set(projects)].sort();
}

/** Nx 24 has edges as objects where 22 and 23 have ids. */
function idOf(dependency: unknown): string {
  if (typeof dependency === 'object' && dependency !== null && 'id' in dependency) return String(dependency.id);
  return String(dependency);
}
