import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { Settings } from '@pgrestify/engine';
import { type Variables, variablesOfOther } from './env-files';
import { type OtherSettingsOptions, readOtherSettings } from './read-other-settings';
import type { TaskContext } from './task-context';

/** What the settings of other projects are looked up with. */
export interface OtherProjectsOptions extends OtherSettingsOptions {
  readonly context: ExecutorContext;
  readonly task: TaskContext;
  readonly settings: Settings;
  readonly env: Variables;
}

/**
 * Looks up the settings of other projects of the workspace, for the environment of the same name: what a migration
 * `requires` may lie in another database. They are read with the `.env` files that Nx would load for that project.
 * Undefined for a name that no project has. Throws the errors of its config.
 */
export function otherProjects(options: OtherProjectsOptions): (project: string) => Promise<Settings | undefined> {
  const { context, task, settings, env } = options;
  const rootOf = (project: string): string | undefined =>
    (context.projectsConfigurations?.projects[project] ?? context.projectGraph?.nodes[project]?.data)?.root;
  return async (project) => {
    const projectRoot = rootOf(project);
    if (projectRoot === undefined) return undefined;
    const { workspacePath, environment } = settings;
    const { target } = task;
    const configuration = context.configurationName;
    const own = { workspacePath, projectRoot: rootOf(task.project) ?? '.', target, configuration };
    const variables = variablesOfOther(env, own, { ...own, projectRoot });
    const projectRootPath = resolve(workspacePath, projectRoot);
    return readOtherSettings({ workspacePath, projectRootPath, project, environment, variables }, options);
  };
}
