import {
  createProjectGraphAsync,
  type ProjectConfiguration,
  readProjectsConfigurationFromProjectGraph,
  type Tree,
} from '@nx/devkit';
import type { Settings } from '@pgrestify/engine';
import { type Engine, loadEngine } from '../../load-engine';
import { readProjectSettings } from '../project-settings';

/** What Nx says of a workspace that is out of sync. */
interface SyncResult {
  readonly outOfSyncMessage: string;
}

/**
 * For `nx sync` and `nx sync:check`: writes the files of types that are not what the migrations make, of every project with a
 * target `types-check`. Nx runs it in its daemon as well, whenever files changed: a server is started only for a project
 * whose scripts are others than when its file was last found current. Throws when types cannot be made.
 */
export default async function syncTypes(tree: Tree): Promise<SyncResult | undefined> {
  // The tree knows what is written in files, and none of the targets that are inferred.
  const { projects } = readProjectsConfigurationFromProjectGraph(await createProjectGraphAsync());
  const stale: string[] = [];
  for (const [name, project] of Object.entries(projects)) {
    const target = nameOfWriter(project);
    if (target === undefined) continue;
    const made = await makeTypes(name, target, { projects, workspacePath: tree.root });
    if (made === undefined) continue;
    tree.write(made.path, made.text);
    stale.push(made.path);
  }
  if (stale.length === 0) return undefined;
  return { outOfSyncMessage: `Types are not what the migrations make: ${stale.join(', ')}` };
}

interface Workspace {
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
  readonly workspacePath: string;
}

/** What the project calls the target that writes its types; undefined when it has none to check. */
function nameOfWriter({ targets = {} }: ProjectConfiguration): string | undefined {
  const ours = Object.entries(targets).filter(([, { executor }]) => executor === '@pgrestify/nx:types');
  const isChecked = ours.some(([, { options }]) => options?.check === true);
  return isChecked ? ours.find(([, { options }]) => options?.check !== true)?.[0] : undefined;
}

/** Undefined when the file is current. */
async function makeTypes(
  project: string,
  target: string,
  workspace: Workspace,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  const engine = loadEngine();
  const settings = await settingsOf(project, workspace, engine);
  if (settings === undefined) return undefined;
  const ports = engine.openPorts(settings, {
    reporter: { report: () => {} },
    signal: new AbortController().signal,
    projectSettings: (name) => settingsOf(name, workspace, engine),
  });
  try {
    const { result, text } = await engine.expectedTypes(settings, {}, ports, {
      command: `nx run ${project}:${target}`,
    });
    if (text !== undefined) return { path: result.file.path, text };
    if (result.outcome === 'failed') throw new Error(`${project}: ${engine.describeTypesResult(result)}`);
    return undefined;
  } finally {
    await ports.close();
  }
}

async function settingsOf(
  project: string,
  { projects, workspacePath }: Workspace,
  engine: Engine,
): Promise<Settings | undefined> {
  const root = projects[project]?.root;
  if (root === undefined) return undefined;
  return readProjectSettings({ project, root, workspacePath }, engine);
}
