import type { Settings } from '@pgrestify/engine';
import type { Engine } from '../../load-engine';
import type { SharedOptions } from '../command';
import { type Variables, withVariables } from './env-files';

/** What settings that are not the task's own are read with. */
export interface OtherSettingsOptions {
  readonly engine: Engine;
  /** The options that choose servers in containers, as far as they hold for others. */
  readonly docker: Pick<SharedOptions, 'docker' | 'service' | 'network'>;
  /** Called with what may hold secrets, before anything of it can be printed. */
  readonly hide: (env: Variables, database: Settings['database'] | undefined) => void;
}

/** Of which project and environment settings are read, and with which variables. */
export interface OtherSettings extends Pick<Settings, 'workspacePath' | 'projectRootPath' | 'project' | 'environment'> {
  readonly variables: Variables;
}

/** Settings that are not the task's own, read with the variables that theirs would have. Throws the errors of the config. */
export async function readOtherSettings(
  { workspacePath, projectRootPath, project, environment, variables }: OtherSettings,
  { engine, docker, hide }: OtherSettingsOptions,
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
