import type { TargetConfiguration } from '@nx/devkit';
import { findMissingConfigurations } from './find-missing-configurations';
import { describeCircle, findTaskCircle } from './find-task-circle';
import { listInvolvedTasks } from './list-involved-tasks';
import { parseNxCommand } from './nx-command';
import { resolveNamedTasks } from './resolve-named-tasks';
import { type TaskProjects, taskKey } from './task-name';

const migrate = (...environments: string[]): TargetConfiguration => ({
  executor: '@pgrestify/nx:migrate',
  configurations: Object.fromEntries(environments.map((environment) => [environment, { environment }])),
  dependsOn: [{ dependencies: true, target: 'migrate', params: 'forward' }],
});

/** web → lib (no target) → api → auth; api has a scope. */
const projects = graph({
  web: { targets: { build: { executor: 'x:y', dependsOn: ['^migrate'] } }, dependsOn: ['lib'] },
  lib: { targets: {}, dependsOn: ['@shop/api'] },
  '@shop/api': { targets: { migrate: migrate('development', 'production', 'staging') }, dependsOn: ['auth', 'npm:pg'] },
  auth: { targets: { migrate: migrate('development', 'production') }, dependsOn: [] },
  other: { targets: { migrate: migrate('qa') }, dependsOn: [] },
});

function graph(
  spec: Record<string, { targets: Record<string, TargetConfiguration>; dependsOn: readonly string[] }>,
): TaskProjects {
  const nodes = Object.entries(spec).map(([name, { targets }]) => {
    return [name, { name, type: 'lib', data: { root: name, targets } }] as const;
  });
  const dependencies = Object.entries(spec).map(([source, { dependsOn }]) => {
    return [source, dependsOn.map((target) => ({ source, target, type: 'static' }))] as const;
  });
  return { nodes: Object.fromEntries(nodes), dependencies: Object.fromEntries(dependencies) };
}

function command(line: string) {
  const parsed = parseNxCommand(line.split(' '));
  if (parsed === undefined) throw new Error(line);
  return parsed;
}

const missing = (line: string) => findMissingConfigurations(command(line), projects)?.tasks.map(taskKey).sort();

describe('findMissingConfigurations', () => {
  it.each([
    ['run @shop/api:migrate', undefined],
    ['run @shop/api:migrate:production', undefined],
    ['run api:migrate:production', undefined],
    ['run api:migrate:prodction', ['@shop/api:migrate', 'auth:migrate']],
    ['run api:migrate -c staging', ['auth:migrate']],
    ['run api:migrate -c staging --exclude-task-dependencies', undefined],
    ['migrate api -c staging', ['auth:migrate']],
    ['run web:build:staging', ['auth:migrate']],
    ['run web:build:production', undefined],
    ['run-many -t migrate -c production', ['other:migrate']],
    ['run-many -t migrate -c production --exclude other', undefined],
    ['run-many -t migrate -p api,auth -c production', undefined],
    ['run-many -t migrate -p api,other -c production', ['other:migrate']],
    ['run-many -t migrate -p tag:db -c production', undefined],
    ['run-many -t migrate -p tag:db -c prodction', ['@shop/api:migrate', 'auth:migrate', 'other:migrate']],
    ['affected -t migrate -c production', undefined],
    ['affected -t migrate -c prodction', ['@shop/api:migrate', 'auth:migrate', 'other:migrate']],
    ['run-many -t test -c production', undefined],
  ])('%s: %j', (line, expected) => {
    expect(missing(line)).toEqual(expected);
  });
});

describe('resolveNamedTasks', () => {
  it.each([
    ['run api:migrate', 'exact', ['@shop/api:migrate']],
    ['run-many -t migrate -p api auth', 'exact', ['@shop/api:migrate', 'auth:migrate']],
    ['run-many -t migrate -p *', 'at-most', ['@shop/api:migrate', 'auth:migrate', 'other:migrate']],
    ['migrate', 'at-most', ['@shop/api:migrate', 'auth:migrate', 'other:migrate']],
  ])('%s: %s %j', (line, certainty, expected) => {
    const named = resolveNamedTasks(command(line), projects);
    expect({ certainty: named.certainty, tasks: named.tasks.map(taskKey) }).toEqual({ certainty, tasks: expected });
  });
});

it('lists the tasks behind a project that lacks the target', () => {
  const tasks = listInvolvedTasks([{ project: 'web', target: 'build' }], projects);
  expect(tasks.map(taskKey)).toEqual(['web:build', '@shop/api:migrate', 'auth:migrate']);
});

describe('findTaskCircle', () => {
  const circular = graph({
    billing: { targets: { migrate: migrate() }, dependsOn: ['lib', 'crm'] },
    crm: { targets: { migrate: migrate() }, dependsOn: ['billing'] },
    lib: { targets: {}, dependsOn: [] },
    web: { targets: { build: { executor: 'x:y', dependsOn: ['^migrate'] } }, dependsOn: ['crm'] },
    one: { targets: { build: { executor: 'x:y', dependsOn: ['^build'] } }, dependsOn: ['two'] },
    two: { targets: { build: { executor: 'x:y', dependsOn: ['^build'] } }, dependsOn: ['one'] },
  });

  it.each([
    ['run billing:migrate', 'billing:migrate → crm:migrate → billing:migrate'],
    ['run web:build', 'crm:migrate → billing:migrate → crm:migrate'],
    ['run-many -t migrate', 'billing:migrate → crm:migrate → billing:migrate'],
    ['affected -t migrate', 'billing:migrate → crm:migrate → billing:migrate'],
    ['run billing:migrate --exclude-task-dependencies', undefined],
    ['run one:build', undefined],
  ])('finds in `%s` %s', (line, expected) => {
    const circle = findTaskCircle(command(line), circular);
    expect(circle && describeCircle(circle)).toEqual(expected && expect.stringContaining(expected));
  });

  it('finds none where there is none', () => {
    expect(findTaskCircle(command('run-many -t migrate'), projects)).toBeUndefined();
  });
});
