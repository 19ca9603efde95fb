import type { ExecutorContext } from '@nx/devkit';

/**
 * Whether Nx keeps the result of the task that runs, and restores it instead of running it again. The task itself says
 * so, after all that `targetDefaults` of nx.json and the project have put over what the plugin inferred. Nx 22 also has
 * a list of target names for targets that do not say.
 */
export function isCached(context: ExecutorContext): boolean {
  const { projectName, targetName = '', target, taskGraph, projectsConfigurations, nxJsonConfiguration } = context;
  const task = Object.values(taskGraph?.tasks ?? {}).find(
    (each) => each.target.project === projectName && each.target.target === targetName,
  );
  const inferred = projectsConfigurations?.projects[projectName ?? '']?.targets?.[targetName];
  const cache = task?.cache ?? (target ?? inferred)?.cache;
  if (cache !== undefined) return cache;
  return Object.values(nxJsonConfiguration?.tasksRunnerOptions ?? {}).some(({ options }) => {
    const operations: unknown = options?.cacheableOperations;
    return Array.isArray(operations) && operations.includes(targetName);
  });
}
