import { knownServersName } from '@pgrestify/engine/config';
import { inferTargets } from './infer-targets';
import { resolveTargetNames } from './plugin-options';

const infer = (more: Partial<Parameters<typeof inferTargets>[0]> = {}) =>
  inferTargets({
    environments: ['development', 'production'],
    files: ['{projectRoot}/sql/**/*', '^{projectRoot}/sql/**/*'],
    shadows: 'here',
    names: resolveTargetNames(),
    engineInputs: [{ externalDependencies: ['@pgrestify/nx'] }],
    baseInput: [{ runtime: 'what the base has' }],
    types: { path: 'src/database.types.ts', use: 'unused' },
    ...more,
  });

describe('inferTargets', () => {
  it('infers migrate for every environment, with no default that a typo would fall back to', () => {
    expect(infer().migrate).toEqual({
      executor: '@pgrestify/nx:migrate',
      metadata: { technologies: ['postgresql'], description: 'Applies pending migrations' },
      configurations: { development: { environment: 'development' }, production: { environment: 'production' } },
      cache: false,
      inputs: ['{projectRoot}/sql/**/*', '^{projectRoot}/sql/**/*', { externalDependencies: [] }],
      dependsOn: [{ dependencies: true, target: 'migrate', params: 'forward' }],
    });
  });

  it.each(['migrate', 'status', 'rollback', 'repair', 'drift'])(
    'never caches %s, which reads a live database',
    (name) => {
      expect(infer()[name]?.cache).toBe(false);
    },
  );

  it('caches validate by its files, the version of the engine, and what the base has', () => {
    expect(infer().validate).toMatchObject({
      cache: true,
      outputs: ['{options.report}'],
      inputs: expect.arrayContaining([
        `{projectRoot}/${knownServersName}`,
        { externalDependencies: ['@pgrestify/nx'] },
        { runtime: 'what the base has' },
      ]),
    });
  });

  it('does not cache validate on a server of somebody’s, which no input tells', () => {
    expect(infer({ shadows: 'on-server' }).validate?.cache).toBe(false);
  });

  it('makes drift a validate of the live database', () => {
    expect(infer().drift).toMatchObject({ executor: '@pgrestify/nx:validate', options: { afterMigration: true } });
  });

  it('names the targets as nx.json says, in dependsOn too', () => {
    const targets = infer({ names: resolveTargetNames({ migrateTargetName: 'db-migrate' }) });
    expect(Object.keys(targets)).toEqual(['db-migrate', 'status', 'rollback', 'repair', 'validate', 'drift', 'types']);
    expect(targets['db-migrate']?.dependsOn).toEqual([{ dependencies: true, target: 'db-migrate', params: 'forward' }]);
  });

  it('caches types by the same, with files of either kind as outputs that are no inputs', () => {
    const paths = ['{projectRoot}/src/database.types.ts', '{projectRoot}/src/database.types.json'];
    const { cache, inputs = [], outputs, syncGenerators } = infer().types ?? {};
    expect({ cache, outputs, syncGenerators }).toEqual({ cache: true, outputs: [...paths, '{options.report}'] });
    expect(inputs).toEqual([
      '{projectRoot}/sql/**/*',
      '^{projectRoot}/sql/**/*',
      `{projectRoot}/${knownServersName}`,
      { externalDependencies: ['@pgrestify/nx'] },
      { env: 'GITHUB_ACTIONS' },
      ...paths.map((path) => `!${path}`),
      { env: 'PGRESTIFY_UNCACHED' },
    ]);
  });

  it('infers types-check for who has types: with the files as inputs, and the generator of nx sync', () => {
    expect(infer()['types-check']).toBeUndefined();
    const { 'types-check': check } = infer({ types: { path: 'api.d.ts', use: 'used' } });
    expect(check).toMatchObject({
      executor: '@pgrestify/nx:types',
      options: { check: true },
      syncGenerators: ['@pgrestify/nx:sync-types'],
      outputs: ['{options.report}'],
    });
    expect(check?.inputs).toEqual(
      expect.arrayContaining(['{projectRoot}/sql/**/*', '{projectRoot}/api.d.ts', '{projectRoot}/api.json']),
    );
  });

  it('infers targets without configurations for a config that could not be read', () => {
    expect(infer({ environments: [] }).migrate?.configurations).toEqual({});
  });
});
