import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { TaskName } from '../../guard/task-name';

/** The task that an executor runs as. */
export interface TaskContext extends TaskName {
  readonly workspacePath: string;
  readonly projectRootPath: string;
  /** The environment that the Nx configuration stands for: what it says, or else its own name. */
  readonly configuration: string | undefined;
  /** Options of the target and its configuration, without what came from the command line. */
  readonly ownOptions: Readonly<Record<string, unknown>>;
}

/** Reads the context that Nx gives an executor. Throws an error for a person when it names no project. */
export function readTaskContext(context: ExecutorContext): TaskContext {
  const { projectName: project, targetName: target, configurationName } = context;
  const node =
    context.projectsConfigurations?.projects[project ?? ''] ?? context.projectGraph?.nodes[project ?? '']?.data;
  if (project === undefined || node === undefined) throw new Error('This executor runs as a target of a project.');
  const targetConfiguration = context.target ?? node.targets?.[target ?? ''];
  const configured: unknown = targetConfiguration?.configurations?.[configurationName ?? ''];
  const ownOptions = { ...recordOf(targetConfiguration?.options), ...recordOf(configured) };
  const { environment } = recordOf(configured);
  return {
    project,
    target: target ?? '',
    workspacePath: context.root,
    projectRootPath: resolve(context.root, node.root),
    configuration: typeof environment === 'string' ? environment : configurationName,
    ownOptions,
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  // The parse boundary: of an object, any key may be asked for.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
