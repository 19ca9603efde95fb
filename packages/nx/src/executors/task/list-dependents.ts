import { isOurTarget, type TaskProjects } from '../../guard/task-name';

/** Projects of the workspace with migrations of their own that depend on this one, in the order of their names. */
export function listDependents(project: string, graph: TaskProjects | undefined): readonly string[] {
  if (!graph) return [];
  return Object.keys(graph.nodes)
    .filter((name) => name !== project && (graph.dependencies[name] ?? []).some(({ target }) => target === project))
    .filter((name) => {
      const node = graph.nodes[name];
      return Object.keys(node?.data.targets ?? {}).some((target) => isOurTarget(node, target));
    })
    .sort();
}
