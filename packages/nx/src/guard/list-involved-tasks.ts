import type { TargetDependencyConfig } from '@nx/devkit';
import { type TaskName, type TaskProjects, taskKey } from './task-name';

/**
 * The tasks that run when these are asked for: they and, through `dependsOn`, those before them, each once. Follows
 * Nx's rules (tasks-runner/create-task-graph.js of 22 to 24), also past projects that lack the target.
 */
export function listInvolvedTasks(named: readonly TaskName[], projects: TaskProjects): readonly TaskName[] {
  const involved = new Map<string, TaskName>();
  const waiting = [...named];
  for (let task = waiting.pop(); task !== undefined; task = waiting.pop()) {
    if (involved.has(taskKey(task)) || !hasTarget(task, projects)) continue;
    involved.set(taskKey(task), task);
    waiting.push(...listDependencies(task, projects));
  }
  return [...involved.values()];
}

/** The tasks that run right before one, by its `dependsOn`. */
export function listDependencies({ project, target }: TaskName, projects: TaskProjects): readonly TaskName[] {
  const dependsOn = projects.nodes[project]?.data.targets?.[target]?.dependsOn ?? [];
  return dependsOn.flatMap((entry) => {
    const dependency = normalize(entry);
    if (dependency.dependencies) return findInDependencies(project, dependency.target, projects);
    return projectsOf(dependency, project).map((name) => ({ project: name, target: dependency.target }));
  });
}

function normalize(entry: string | TargetDependencyConfig): TargetDependencyConfig {
  if (typeof entry !== 'string') return entry;
  return entry.startsWith('^') ? { target: entry.slice(1), dependencies: true } : { target: entry };
}

function projectsOf({ projects }: TargetDependencyConfig, self: string): readonly string[] {
  if (projects === undefined || projects === 'self') return [self];
  return typeof projects === 'string' ? [projects] : projects;
}

/** The nearest projects that have the target: one without it passes the question on to its own dependencies. */
function findInDependencies(project: string, target: string, projects: TaskProjects): readonly TaskName[] {
  const seen = new Set([project]);
  const waiting = directDependencies(project, projects);
  const found: TaskName[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (hasTarget({ project: next, target }, projects)) found.push({ project: next, target });
    else waiting.push(...directDependencies(next, projects));
  }
  return found;
}

function directDependencies(project: string, { dependencies, nodes }: TaskProjects): string[] {
  return (dependencies[project] ?? []).map(({ target }) => target).filter((target) => Object.hasOwn(nodes, target));
}

function hasTarget({ project, target }: TaskName, { nodes }: TaskProjects): boolean {
  return Object.hasOwn(nodes[project]?.data.targets ?? {}, target);
}
