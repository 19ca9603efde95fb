import type { Settings } from '@pgrestify/engine';
import { type Variables, withVariables } from './env-files';
import type { OtherProjectsOptions } from './other-projects';

/** Of which project and environment settings are read, and with which variables. */
export interface OtherSettings extends Pick<Settings, 'workspacePath' | 'projectRootPath' | 'project' | 'environment'> {
  readonly variables: Variables;
}

/** Settings that are not the task's own, read with the variables that theirs would have. Throws the errors of the config. */
export async function readOtherSettings(
  { workspacePath, projectRootPath, project, environment, variables }: OtherSettings,
  { engine, docker, hide }: Pick<OtherProjectsOptions, 'engine' | 'docker' | 'hide'>,
): Promise<Settings> {
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
}
