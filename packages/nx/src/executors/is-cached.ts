import type { ExecutorContext } from '@nx/devkit';

/** Whether Nx keeps the result of the target that runs, and restores it instead of running it again. */
export function isCached({ projectName, targetName, target, projectsConfigurations }: ExecutorContext): boolean {
  const inferred = projectsConfigurations?.projects[projectName ?? '']?.targets?.[targetName ?? ''];
  return (target ?? inferred)?.cache === true;
}
