import type { ProjectGraph, ProjectGraphProjectNode } from '@nx/devkit';

/** A target of a project. */
export interface TaskName {
  readonly project: string;
  readonly target: string;
}

/** The part of Nx's project graph that says which tasks belong to a command. */
export type TaskProjects = Pick<ProjectGraph, 'nodes' | 'dependencies'>;

/** `api:migrate`, the key under which a task is compared. */
export function taskKey({ project, target }: TaskName): string {
  return `${project}:${target}`;
}

/** Whether a target runs one of our executors. */
export function isOurTarget(node: ProjectGraphProjectNode | undefined, target: string): boolean {
  return node?.data.targets?.[target]?.executor?.startsWith('@pgrestify/nx:') ?? false;
}
