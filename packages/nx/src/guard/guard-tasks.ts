import type { PreTasksExecutionContext } from '@nx/devkit';
import { type PluginOptions, resolveTargetNames } from '../inference/plugin-options';
import { readProjectConfig } from '../inference/read-config';
import { uncachedVariable } from '../inference/types-targets';
import { findMissingConfigurations, type MissingConfigurations } from './find-missing-configurations';
import { describeCircle, findTaskCircle } from './find-task-circle';
import { commandVariable, readCommandLine, writeNotedCommand } from './noted-command';
import type { NxCommand } from './nx-command';
import { passOutputWhole } from './pass-output-whole';
import type { TaskProjects } from './task-name';
import { valueForCache } from './uncached';

/**
 * Runs before the tasks of every command. Notes the command for our executors (Nx hands changes of the environment on
 * to the tasks) and throws, which ends the command before its first task, when a task of ours lacks the requested
 * configuration, or when tasks of ours depend on each other in a circle. Lets Nx pass JSON on as it is. Reads the project
 * graph only when a configuration or a migration may have been asked for.
 */
export async function guardTasks(
  { argv, workspaceRoot }: PreTasksExecutionContext,
  options?: PluginOptions,
): Promise<void> {
  const command = readCommandLine(argv);
  process.env[commandVariable] = writeNotedCommand(command);
  if (command === undefined) return;
  const uncached = valueForCache(argv, command);
  if (uncached !== undefined) process.env[uncachedVariable] = uncached;
  passOutputWhole(command, process.env);
  const mayMigrate = mayNameTarget(command, resolveTargetNames(options).migrate);
  if (!mayMigrate && !mayHaveConfiguration(command)) return;
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const projects = readCachedProjectGraph();
  const circle = mayMigrate && process.env.NX_IGNORE_CYCLES !== 'true' ? findTaskCircle(command, projects) : undefined;
  if (circle) throw new Error(describeCircle(circle));
  if (!mayHaveConfiguration(command)) return;
  const missing = findMissingConfigurations(command, projects);
  if (missing !== undefined) throw new Error(await describeMissing(missing, projects, workspaceRoot));
}

/** Whether the command may run the target of that name: other commands must not pay for reading the graph. */
function mayNameTarget({ spec = '', targets }: NxCommand, target: string): boolean {
  return targets.includes(target) || spec.split(':').includes(target) || spec === target;
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
