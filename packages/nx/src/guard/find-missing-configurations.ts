import { listInvolvedTasks } from './list-involved-tasks';
import type { NxCommand } from './nx-command';
import { resolveNamedTasks } from './resolve-named-tasks';
import { isOurTarget, type TaskName, type TaskProjects } from './task-name';

/** The tasks of ours that would run without the configuration that was asked for. */
export interface MissingConfigurations {
  readonly configuration: string;
  readonly tasks: readonly TaskName[];
}

/**
 * Which of our tasks lack the requested configuration; Nx would run them without it, exit 0. Undefined when none does
 * or none was requested. Where the arguments do not tell which projects run (`affected`, patterns), only a name that no
 * task of ours has: there the executors look at the run's task graph before the first of them does anything.
 */
export function findMissingConfigurations(
  command: NxCommand,
  projects: TaskProjects,
): MissingConfigurations | undefined {
  const { tasks: named, certainty, configuration } = resolveNamedTasks(command, projects);
  if (configuration === undefined) return undefined;
  const involved = command.dependencies === 'excluded' ? named : listInvolvedTasks(named, projects);
  const ours = involved.filter(({ project, target }) => isOurTarget(projects.nodes[project], target));
  const missing = ours.filter(({ project, target }) => {
    const { configurations = {} } = projects.nodes[project]?.data.targets?.[target] ?? {};
    return !Object.hasOwn(configurations, configuration);
  });
  const isCertain = certainty === 'exact' || missing.length === ours.length;
  return missing.length > 0 && isCertain ? { configuration, tasks: missing } : undefined;
}
