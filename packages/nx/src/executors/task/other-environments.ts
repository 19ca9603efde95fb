import type { Settings } from '@pgrestify/engine';
import { variablesOfOther } from './env-files';
import type { OtherProjectsOptions } from './other-projects';
import { readOtherSettings } from './read-other-settings';

/**
 * Looks up the settings of another environment of the task's project, as `--copy-from` names it. They are read with the
 * `.env` files that Nx would load for its configuration. Throws ENVIRONMENT_UNKNOWN and the errors of the config.
 */
export function otherEnvironments(
  options: Omit<OtherProjectsOptions, 'settings'>,
): (environment: string) => Promise<Settings> {
  const { context, task, env } = options;
  return async (environment) => {
    const { workspacePath, projectRootPath, project, target } = task;
    const projectRoot = context.projectsConfigurations?.projects[project]?.root ?? '.';
    const own = { workspacePath, projectRoot, target, configuration: context.configurationName };
    const variables = variablesOfOther(env, own, { ...own, configuration: environment });
    return readOtherSettings({ workspacePath, projectRootPath, project, environment, variables }, options);
  };
}
