import type { NxCommand } from './nx-command';
import type { TaskName, TaskProjects } from './task-name';

/** The tasks that a command names, as far as its arguments tell. */
export interface NamedTasks {
  readonly tasks: readonly TaskName[];
  /**
   * `exact`: these and no others. `at-most`: some of these, because patterns or git decide (`affected`), or the folder
   * in which Nx was called.
   */
  readonly certainty: 'exact' | 'at-most';
  readonly configuration: string | undefined;
}

/** Matches a command against the projects, as Nx does: names, and names without their scope when that is unique. */
export function resolveNamedTasks(command: NxCommand, projects: TaskProjects): NamedTasks {
  return command.kind === 'run-one' ? resolveRunOne(command, projects) : resolveRunMany(command, projects);
}

function resolveRunOne(command: NxCommand, projects: TaskProjects): NamedTasks {
  const { project, target, configuration } = splitSpec(command, projects);
  const named = { configuration: command.configuration ?? configuration };
  const tasks = target === undefined ? [] : tasksOf(projects, [target]);
  if (project === undefined) return { ...named, tasks, certainty: 'at-most' };
  return { ...named, tasks: tasks.filter((task) => task.project === project), certainty: 'exact' };
}

interface SplitSpec {
  readonly project: string | undefined;
  readonly target: string | undefined;
  readonly configuration: string | undefined;
}

/** Project and target names may hold colons themselves, so the longest names that exist win. */
function splitSpec({ spec = '', projects: named }: NxCommand, projects: TaskProjects): SplitSpec {
  const [given] = named;
  const parts = spec.split(':');
  const inSpec = given === undefined ? prefixes(parts).find(({ head }) => findProject(head, projects)) : undefined;
  const project = findProject(given ?? inSpec?.head ?? '', projects);
  const rest = inSpec?.rest ?? parts;
  const targets = projects.nodes[project ?? '']?.data.targets ?? {};
  const inRest = prefixes(rest).find(({ head }) => Object.hasOwn(targets, head));
  return {
    project,
    target: inRest?.head ?? rest[0],
    configuration: inRest === undefined ? rest[1] : inRest.rest.join(':') || undefined,
  };
}

/** `a:b:c` as (a:b:c, nothing), (a:b, c), (a, b:c). */
function prefixes(parts: readonly string[]): readonly { readonly head: string; readonly rest: readonly string[] }[] {
  return parts.map((_part, index) => {
    const length = parts.length - index;
    return { head: parts.slice(0, length).join(':'), rest: parts.slice(length) };
  });
}

function resolveRunMany(command: NxCommand, projects: TaskProjects): NamedTasks {
  const all = tasksOf(projects, command.targets);
  const chosen = command.projects.map((name) => findProject(name, projects));
  const excluded = command.exclude.map((name) => findProject(name, projects));
  const isExact = command.kind === 'run-many' && ![...chosen, ...excluded].includes(undefined);
  const isChosen = ({ project }: TaskName) =>
    (chosen.length === 0 || chosen.includes(project)) && !excluded.includes(project);
  return {
    tasks: isExact ? all.filter(isChosen) : all,
    certainty: isExact ? 'exact' : 'at-most',
    configuration: command.configuration,
  };
}

function tasksOf(projects: TaskProjects, targets: readonly string[]): readonly TaskName[] {
  return Object.values(projects.nodes).flatMap(({ name, data }) =>
    targets.filter((target) => Object.hasOwn(data.targets ?? {}, target)).map((target) => ({ project: name, target })),
  );
}

function findProject(name: string, { nodes }: TaskProjects): string | undefined {
  if (name === '') return undefined;
  if (Object.hasOwn(nodes, name)) return name;
  const [found, second] = Object.keys(nodes).filter((node) => node.endsWith(`/${name}`));
  return second === undefined ? found : undefined;
}
