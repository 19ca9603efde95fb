import { listTargetNames } from './list-target-names';

const of = (executor: string, options?: object) => ({ executor: `@pgrestify/nx:${executor}`, options });

it('lists what a project calls its targets, by the commands that they run', () => {
  const targets = {
    'db-migrate': of('migrate'),
    'migrate-ci': of('migrate'),
    'db-check': of('validate'),
    'db-drift': of('validate', { afterMigration: true }),
    'status-json': of('status', { json: true }),
    status: of('status'),
    build: { executor: 'nx:run-commands' },
  };
  const names = listTargetNames('api', {
    projectsConfigurations: { version: 2, projects: { api: { root: 'api', targets } } },
    projectGraph: { nodes: {}, dependencies: {} },
  });
  expect(Object.fromEntries(names)).toEqual({
    migrate: 'db-migrate',
    validate: 'db-check',
    drift: 'db-drift',
    status: 'status',
  });
});

it('lists none of a project that is not there', () => {
  expect(listTargetNames('web', { projectGraph: { nodes: {}, dependencies: {} } }).size).toBe(0);
});
