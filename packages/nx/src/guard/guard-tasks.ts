import type { PreTasksExecutionContext } from '@nx/devkit';
import { readProjectConfig } from '../inference/read-config';
import { findMissingConfigurations, type MissingConfigurations } from './find-missing-configurations';
import { commandVariable, readCommandLine, writeNotedCommand } from './noted-command';
import type { NxCommand } from './nx-command';
import type { TaskProjects } from './task-name';

/**
 * Runs before the tasks of every command. Notes the command for our executors (Nx hands changes of the environment on
 * to the tasks) and throws, which ends the command before its first task, when a task of ours lacks the requested
 * configuration. Reads the project graph only when a configuration may have been requested.
 */
export async function guardTasks({ argv, workspaceRoot }: PreTasksExecutionContext): Promise<void> {
  const command = readCommandLine(argv);
  process.env[commandVariable] = writeNotedCommand(command);
  if (command === undefined || !mayHaveConfiguration(command)) return;
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const projects = readCachedProjectGraph();
  const missing = findMissingConfigurations(command, projects);
  if (missing !== undefined) throw new Error(await describeMissing(missing, projects, workspaceRoot));
}

function mayHaveConfiguration({ configuration, spec = '', kind, projects }: NxCommand): boolean {
  if (configuration !== undefined) return true;
  const colons = spec.split(':').length - 1;
  return kind === 'run-one' && colons > (projects.length === 0 ? 1 : 0);
}

/** A line for each task, with the names that it knows, or the reason why its config could not be read. */
async function describeMissing(
  { configuration, tasks }: MissingConfigurations,
  projects: TaskProjects,
  workspaceRoot: string,
): Promise<string> {
  const lines = await Promise.all(
    tasks.map(async ({ project, target }) => {
      const data = projects.nodes[project]?.data;
      const known = Object.keys(data?.targets?.[target]?.configurations ?? {});
      const reason = data && known.length === 0 ? await readReason(data.root, workspaceRoot) : undefined;
      return `  ${project}:${target} ${reason ?? (known.length === 0 ? 'has none' : `has ${known.join(', ')}`)}`;
    }),
  );
  const title = `There is no configuration "${configuration}"; Nx would run these tasks without it, so nothing was run:`;
  return [title, ...lines, 'hint: Correct the name, or add the environment to the pgrestify.config file.'].join('\n');
}

/** Why the config of a project could not be read; undefined when it could. */
async function readReason(projectRoot: string, workspaceRoot: string): Promise<string | undefined> {
  const config = await readProjectConfig(projectRoot, workspaceRoot);
  return config === undefined || config.ok ? undefined : config.reason;
}
