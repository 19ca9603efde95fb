import { resolve } from 'node:path';
import type { Settings } from '@pgrestify/engine';
import type { Engine } from '../load-engine';

/** A project of the workspace, for what needs none of its databases. */
export interface ProjectPlace {
  readonly project: string;
  /** Relative to the workspace. */
  readonly root: string;
  readonly workspacePath: string;
}

/** Settings of a project's first environment, with no function of its config called. Throws the errors of the config. */
export async function readProjectSettings(
  { project, root, workspacePath }: ProjectPlace,
  engine: Engine,
): Promise<Settings> {
  const projectRootPath = resolve(workspacePath, root);
  const config = await engine.loadConfig(projectRootPath, workspacePath);
  const about = { workspacePath, projectRootPath, project, config };
  return engine.resolveSettings({ ...about, options: {}, env: process.env, database: 'not-needed' });
}
