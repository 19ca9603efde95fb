import type { Settings } from '@pgrestify/engine';
import { variablesOfOther, withVariables } from './env-files';
import type { OtherProjectsOptions } from './other-projects';

/**
 * Looks up the settings of another environment of the task's project, as `--copy-from` names it. They are read with the
 * `.env` files that Nx would load for its configuration. Throws ENVIRONMENT_UNKNOWN and the errors of the config.
 */
export function otherEnvironments(
  options: Omit<OtherProjectsOptions, 'settings'>,
): (environment: string) => Promise<Settings> {
  const { engine, context, task, env, docker, hide } = options;
  return async (environment) => {
    const { workspacePath, projectRootPath, project, target } = task;
    const projectRoot = context.projectsConfigurations?.projects[project]?.root ?? '.';
    const own = { workspacePath, projectRoot, target, configuration: context.configurationName };
    const variables = variablesOfOther(env, own, { ...own, configuration: environment });
    hide(variables, undefined);
    const settings = await withVariables(variables, async () =>
      engine.resolveSettings({
        workspacePath,
        projectRootPath,
        project,
        config: await engine.loadConfig(projectRootPath, workspacePath),
        options: { environment, ...docker },
        configuration: undefined,
        env: variables,
        database: 'needed',
      }),
    );
    hide(variables, settings.database);
    return settings;
  };
}
