import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CreateNodesContextV2, CreateNodesResultArray } from '@nx/devkit';
import { defaultTypesPath } from '@pgrestify/engine/config-file-names';
import { resolveBaseInput } from './base-input';
import { saidNothing } from './config-summary';
import { resolveEngineInputs } from './engine-inputs';
import { listOwnInputs, listUpstreamInputs, type ProjectSources } from './file-inputs';
import { inferTargets, type TargetSources } from './infer-targets';
import { type PluginOptions, resolveTargetNames } from './plugin-options';
import { readConfig } from './read-config';

/**
 * The targets of every project with a config file, as Nx wants them: a result per file. A folder that is no project is
 * passed over. A config that cannot be read leaves its targets without configurations; the executor reports why.
 */
export async function inferProjects(
  files: readonly string[],
  options: PluginOptions | undefined,
  { workspaceRoot, nxJsonConfiguration }: CreateNodesContextV2,
): Promise<CreateNodesResultArray> {
  const names = resolveTargetNames(options);
  const engineInputs = resolveEngineInputs(workspaceRoot, nxJsonConfiguration);
  const projects = await Promise.all(
    files
      .filter((file) => isProject(join(workspaceRoot, dirname(file))))
      .map(async (file): Promise<ProjectSources> => {
        const config = await readConfig(file, workspaceRoot);
        return { projectRoot: dirname(file), configName: basename(file), config };
      }),
  );
  const upstream = listUpstreamInputs(projects);
  return projects.map((project): CreateNodesResultArray[number] => {
    const { projectRoot, configName, config } = project;
    const targets = inferTargets({
      environments: config.ok ? config.summary.environments : [],
      files: [...new Set([...listOwnInputs(project), ...upstream])],
      shadows: config.ok ? config.summary.shadows : 'here',
      names,
      engineInputs,
      baseInput: resolveBaseInput(project, workspaceRoot, nxJsonConfiguration),
      types: findTypes(project),
    });
    const metadata = { targetGroups: { PostgreSQL: Object.keys(targets) } };
    return [join(projectRoot, configName), { projects: { [projectRoot]: { targets, metadata } } }];
  });
}

/** Where a project's types go, and whether it says that it has any. */
function findTypes({ config }: ProjectSources): TargetSources['types'] {
  const { path = defaultTypesPath, isSaid } = config.ok ? config.summary.types : saidNothing;
  return { path, use: isSaid ? 'used' : 'unused' };
}

function isProject(folder: string): boolean {
  return existsSync(join(folder, 'project.json')) || existsSync(join(folder, 'package.json'));
}
