import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { Settings } from '@pgrestify/engine';
import type { Engine } from '../../load-engine';
import type { SharedOptions } from '../command';
import { type Variables, variablesOfOther, withVariables } from './env-files';
import type { TaskContext } from './task-context';

/** What the settings of other projects are looked up with. */
export interface OtherProjectsOptions {
  readonly engine: Engine;
  readonly context: ExecutorContext;
  readonly task: TaskContext;
  readonly settings: Settings;
  readonly env: Variables;
  /** The options that choose servers in containers, as far as they hold for other projects. */
  readonly docker: Pick<SharedOptions, 'docker' | 'service' | 'network'>;
  /** Called with what may hold secrets, before anything of it can be printed. */
  readonly hide: (env: Variables, database: Settings['database'] | undefined) => void;
}

/**
 * Looks up the settings of other projects of the workspace, for the environment of the same name: what a migration
 * `requires` may lie in another database. They are read with the `.env` files that Nx would load for that project.
 * Undefined for a name that no project has. Throws the errors of its config.
 */
export function otherProjects(options: OtherProjectsOptions): (project: string) => Promise<Settings | undefined> {
  const { engine, context, task, settings, env, docker, hide } = options;
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
    hide(variables, undefined);
    const projectRootPath = resolve(workspacePath, projectRoot);
    const other = await withVariables(variables, async () =>
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
    hide(variables, other.database);
    return other;
  };
}
