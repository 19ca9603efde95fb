import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { Settings } from '@pgrestify/engine';
import type { Engine } from './run-command';

/**
 * Looks up the settings of other projects of the workspace, for the environment of the same name: what a migration
 * `requires` may lie in another database. Undefined for a name that no project has. Throws the errors of its config.
 */
export function otherProjects(
  engine: Engine,
  context: ExecutorContext,
  { workspacePath, environment }: Settings,
  env: Readonly<Record<string, string | undefined>>,
): (project: string) => Promise<Settings | undefined> {
  return async (project) => {
    const node = context.projectsConfigurations?.projects[project] ?? context.projectGraph?.nodes[project]?.data;
    if (node === undefined) return undefined;
    const projectRootPath = resolve(workspacePath, node.root);
    const config = await engine.loadConfig(projectRootPath, workspacePath);
    return engine.resolveSettings({
      workspacePath,
      projectRootPath,
      project,
      config,
      options: { environment },
      configuration: undefined,
      env,
      database: 'needed',
    });
  };
}
