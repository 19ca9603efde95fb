import type { CreateDependencies, CreateNodes, PostTasksExecution, PreTasksExecution } from '@nx/devkit';
import { configFilePattern } from '@pgrestify/engine/config-file-names';
import { guardTasks } from './guard/guard-tasks';
import { printHiddenOutput } from './hidden-output/print-hidden-output';
import { inferProjects } from './inference/infer-projects';
import type { PluginOptions } from './inference/plugin-options';
import { findRequirementEdges } from './inference/requirement-edges';

// Loaded into every `nx` command: nothing imported here may load the engine (but for the names of config files), pg or a parser at its top.

/** Infers migrate, status, rollback, repair, validate and drift for every project with a `pgrestify.config` file. */
export const createNodes: CreateNodes<PluginOptions> = [configFilePattern, inferProjects];

/** The name by which Nx 22 looks for `createNodes` first. */
export const createNodesV2 = createNodes;

/** An edge for every `-- pgrestify: requires <project>:<version>`, so that the required project migrates first. */
export const createDependencies: CreateDependencies<PluginOptions> = (_options, context) =>
  findRequirementEdges(context);

/** Refuses a configuration that one of our targets in the run lacks, and notes what the user asked for. */
export const preTasksExecution: PreTasksExecution<PluginOptions> = (options, context) => guardTasks(context, options);

/** Prints what Nx does not show of our tasks that succeeded. */
export const postTasksExecution: PostTasksExecution<PluginOptions> = (_options, context) => printHiddenOutput(context);
