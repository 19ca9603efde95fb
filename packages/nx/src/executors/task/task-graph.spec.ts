import type { ExecutorContext, ProjectGraph, TaskGraph } from '@nx/devkit';
import { type NxCommand, parseNxCommand } from '../../guard/nx-command';
import { listDependents } from './list-dependents';
import { countProjects, deriveRole, listMigratedFirst, listUnconfiguredTasks } from './task-graph';

const migrate = { executor: '@pgrestify/nx:migrate' };
const projectGraph: ProjectGraph = {
  nodes: Object.fromEntries(
    ['api', 'auth'].map((name) => [name, { name, type: 'app', data: { root: name, targets: { migrate } } }]),
  ),
  dependencies: {},
};

/** A run in which api:migrate comes after auth:migrate. */
function runOf(configurations: { api?: string; auth?: string } = {}, edge: unknown = 'auth:migrate') {
  const task = (project: 'api' | 'auth') => ({
    id: `${project}:migrate`,
    target: { project, target: 'migrate', configuration: configurations[project] },
  });
  const graph = {
    tasks: { 'api:migrate': task('api'), 'auth:migrate': task('auth') },
    dependencies: { 'api:migrate': [edge], 'auth:migrate': [] },
  };
  return { projectGraph, taskGraph: graph as unknown as TaskGraph } satisfies Partial<ExecutorContext>;
}

const command = (line: string): NxCommand | undefined => parseNxCommand(line.split(' '));
const auth = { project: 'auth', target: 'migrate' };
const api = { project: 'api', target: 'migrate' };

describe('countProjects', () => {
  it('counts those whose tasks are ours', () => {
    expect(countProjects(runOf())).toBe('several');
    expect(countProjects({})).toBe('one');
    const targets = { migrate: { executor: 'nx:run-commands' } };
    const foreign = { ...projectGraph.nodes.auth, name: 'auth', type: 'app', data: { root: 'auth', targets } } as const;
    const nodes = { ...projectGraph.nodes, auth: foreign };
    expect(countProjects({ ...runOf(), projectGraph: { nodes, dependencies: {} } })).toBe('one');
  });
});

describe('deriveRole', () => {
  it.each([
    ['run api:migrate', 'dependency'],
    ['run-many -t migrate', 'named'],
    ['run-many -t migrate -p api', 'dependency'],
    ['run-many -t migrate -p api auth', 'named'],
    ['run-many -t migrate -p *', 'dependency'],
    ['affected -t migrate', 'dependency'],
  ])('of auth in `%s` is %s', (line, expected) => {
    expect(deriveRole(auth, runOf(), command(line))).toBe(expected);
  });

  it('of a task that nothing depends on is named, whatever was noted', () => {
    expect(deriveRole(api, runOf(), undefined)).toBe('named');
    expect(deriveRole(api, runOf(), command('affected -t migrate'))).toBe('named');
  });

  it('without a note is the harmless one', () => {
    expect(deriveRole(auth, runOf(), undefined)).toBe('dependency');
  });

  it('reads the edges of Nx 24', () => {
    expect(deriveRole(auth, runOf({}, { id: 'auth:migrate' }), undefined)).toBe('dependency');
  });

  it('outside of a run is named', () => {
    expect(deriveRole(auth, { projectGraph }, undefined)).toBe('named');
  });
});

describe('listMigratedFirst', () => {
  it.each([['auth:migrate'], [{ id: 'auth:migrate' }]])('has what the task depends on, by the edge %j', (edge) => {
    expect(listMigratedFirst(api, runOf({}, edge))).toEqual(['auth']);
    expect(listMigratedFirst(auth, runOf({}, edge))).toEqual([]);
  });

  it('has nothing outside of a run, and no target of somebody else', () => {
    expect(listMigratedFirst(api, { projectGraph })).toEqual([]);
    const foreign = { ...projectGraph, nodes: {} };
    expect(listMigratedFirst(api, { ...runOf(), projectGraph: foreign })).toEqual([]);
  });
});

describe('listDependents', () => {
  it('has the projects with migrations that depend on one', () => {
    const edge = { type: 'static', source: 'api', target: 'auth' };
    const graph = { ...projectGraph, dependencies: { api: [edge], web: [{ ...edge, source: 'web' }] } };
    expect(listDependents('auth', graph)).toEqual(['api']);
    expect(listDependents('api', graph)).toEqual([]);
    expect(listDependents('api', undefined)).toEqual([]);
  });
});

describe('listUnconfiguredTasks', () => {
  it.each([
    ['affected -t migrate -c production', { api: 'production' }, ['auth']],
    ['affected -t migrate -c production', { api: 'production', auth: 'production' }, []],
    ['affected -t migrate', {}, []],
  ])('of `%s` with %j is %j', (line, configurations, expected) => {
    const tasks = listUnconfiguredTasks(runOf(configurations), command(line));
    expect(tasks.map(({ project }) => project)).toEqual(expected);
  });
});
