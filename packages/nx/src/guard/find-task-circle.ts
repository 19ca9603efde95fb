import { listDependencies } from './list-involved-tasks';
import type { NxCommand } from './nx-command';
import { resolveNamedTasks } from './resolve-named-tasks';
import { isOurTarget, type TaskName, type TaskProjects, taskKey } from './task-name';

/**
 * Tasks of ours that depend on each other in a circle, the first again at the end, as when projects `require` migrations
 * of each other in turns; Nx would end the command by their names alone. Undefined when there are none, and for a circle
 * that others have a part in.
 */
export function findTaskCircle(command: NxCommand, projects: TaskProjects): readonly TaskName[] | undefined {
  if (command.dependencies === 'excluded') return undefined;
  const done = new Set<string>();
  for (const task of resolveNamedTasks(command, projects).tasks) {
    const circle = visit(task, []);
    if (circle?.every(({ project, target }) => isOurTarget(projects.nodes[project], target))) return circle;
  }
  return undefined;

  function visit(task: TaskName, path: readonly TaskName[]): readonly TaskName[] | undefined {
    const start = path.findIndex((each) => taskKey(each) === taskKey(task));
    if (start >= 0) return [...path.slice(start), task];
    if (done.has(taskKey(task))) return undefined;
    for (const next of listDependencies(task, projects)) {
      const circle = visit(next, [...path, task]);
      if (circle) return circle;
    }
    done.add(taskKey(task));
    return undefined;
  }
}

/** What is said of such a circle, with the way out. */
export function describeCircle(circle: readonly TaskName[]): string {
  const [first] = circle;
  const names = [...new Set(circle.map(({ project }) => project))];
  return [
    `${names.join(' and ')} require migrations of each other, so Nx cannot order their tasks, and nothing was run:`,
    `  ${circle.map(taskKey).join(' → ')}`,
    `hint: \`nx run ${first?.project}:validate\` names the migrations, and in which turns they can be run by hand with --to=<version> --exclude-task-dependencies. To end it, move what both need into one of them, or into a third project.`,
  ].join('\n');
}
