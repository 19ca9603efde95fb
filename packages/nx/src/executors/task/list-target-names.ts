import type { ExecutorContext, TargetConfiguration } from '@nx/devkit';

type ProjectsOfContext = Partial<Pick<ExecutorContext, 'projectsConfigurations' | 'projectGraph'>>;

/**
 * What a project calls its targets of ours, by the commands that they run: `migrateTargetName` and its kin, or the project
 * itself, may call them otherwise. Of several for one command the one that is called as the command is, else the first.
 */
export function listTargetNames(
  project: string,
  { projectsConfigurations, projectGraph }: ProjectsOfContext,
): ReadonlyMap<string, string> {
  const data = projectsConfigurations?.projects[project] ?? projectGraph?.nodes[project]?.data;
  const names = new Map<string, string>();
  for (const [name, target] of Object.entries(data?.targets ?? {})) {
    const command = commandOf(target);
    if (command !== undefined && (command === name || !names.has(command))) names.set(command, name);
  }
  return names;
}

function commandOf({ executor, options }: TargetConfiguration): string | undefined {
  const [, command] = /^@pgrestify\/nx:(\w+)$/.exec(executor ?? '') ?? [];
  if (command === 'validate' && options?.afterMigration === true) return 'drift';
  return command === 'types' && options?.check === true ? undefined : command;
}
