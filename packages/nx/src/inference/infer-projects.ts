import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CreateNodesContextV2, CreateNodesResultArray } from '@nx/devkit';
import { resolveEngineInputs } from './engine-inputs';
import { inferTargets } from './infer-targets';
import { type PluginOptions, resolveTargetNames } from './plugin-options';
import { readConfig } from './read-config';

/**
 * The targets of every project with a config file, as Nx wants them: a result per file. A folder that is no project is
 * passed over. A config that cannot be read leaves its targets without configurations; the executor reports why.
 */
export async function inferProjects(
  files: readonly string[],
  options: PluginOptions | undefined,
  { workspaceRoot }: CreateNodesContextV2,
): Promise<CreateNodesResultArray> {
  const names = resolveTargetNames(options);
  const engineInputs = resolveEngineInputs(workspaceRoot);
  const projects = files.filter((file) => isProject(join(workspaceRoot, dirname(file))));
  return await Promise.all(
    projects.map(async (file): Promise<CreateNodesResultArray[number]> => {
      const projectRoot = dirname(file);
      const config = await readConfig(file, workspaceRoot);
      const targets = inferTargets({
        projectRoot,
        configName: basename(file),
        summary: config.ok ? config.summary : undefined,
        names,
        engineInputs,
      });
      const metadata = { targetGroups: { PostgreSQL: Object.keys(targets) } };
      return [file, { projects: { [projectRoot]: { targets, metadata } } }];
    }),
  );
}

function isProject(folder: string): boolean {
  return existsSync(join(folder, 'project.json')) || existsSync(join(folder, 'package.json'));
}
