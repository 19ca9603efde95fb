import type { TargetConfiguration } from '@nx/devkit';
import type { ShadowPlace } from './config-summary';
import type { TargetNames } from './plugin-options';
import { inferTypes, inferTypesCheck, type TypesSources, uncachedVariable } from './types-targets';

/** What the targets of a project are made from. */
export interface TargetSources {
  /** Environments of the config; none when it could not be read: targets without configurations then. */
  readonly environments: readonly string[];
  /** The project's files of which its schema is made, and those of the projects that it may require. */
  readonly files: readonly string[];
  readonly shadows: ShadowPlace;
  readonly names: TargetNames;
  /** What the result of `validate` depends on besides the project's files: the version of the engine. */
  readonly engineInputs: NonNullable<TargetConfiguration['inputs']>;
  /** What it depends on of the branch that this one is compared with. */
  readonly baseInput: NonNullable<TargetConfiguration['inputs']>;
  readonly types: Pick<TypesSources, 'path' | 'use'>;
}

/**
 * The targets of a project. There is no `defaultConfiguration`: Nx runs it, exit 0, in the place of a configuration
 * that is misspelt. Nothing in here comes from a database setting, since Nx prints and stores targets.
 */
export function inferTargets(sources: TargetSources): Record<string, TargetConfiguration> {
  const { names, environments, files } = sources;
  const configurations = Object.fromEntries(environments.map((environment) => [environment, { environment }]));
  const live = { configurations, cache: false };
  // Which majors the files are tried on is noted there by runs: `knownServersName` of the engine.
  const onShadow = [
    ...files,
    '{projectRoot}/pgrestify.servers.json',
    ...sources.engineInputs,
    // There annotations are printed, which a result from elsewhere has not.
    { env: 'GITHUB_ACTIONS' },
  ];
  // What a server answers depends on what was installed there: no input of Nx tells it.
  const cache = sources.shadows === 'here';
  const types = { ...sources.types, inputs: onShadow, configurations, cache };
  return {
    [names.migrate]: {
      ...describe('migrate', 'Applies pending migrations'),
      ...live,
      // Not cached, yet Nx 24 decides by the inputs what is affected.
      inputs: [...files, { externalDependencies: [] }],
      // Without `params: 'forward'` a dry run of one project would really migrate those that it depends on.
      dependsOn: [{ dependencies: true, target: names.migrate, params: 'forward' }],
    },
    [names.status]: { ...describe('status', 'Shows the state of every migration'), ...live },
    [names.rollback]: { ...describe('rollback', 'Undoes applied migrations'), ...live },
    [names.repair]: { ...describe('repair', 'Corrects what history says where it is not so'), ...live },
    [names.validate]: {
      ...describe('validate', 'Checks the files and tries every migration on a shadow database'),
      configurations,
      cache,
      // With --base the guard sets the variable: what another base has is none of the inputs.
      inputs: [...onShadow, ...sources.baseInput, { env: uncachedVariable }],
      outputs: ['{options.report}'],
    },
    [names.drift]: {
      ...describe('validate', 'Compares the live database with history and files'),
      ...live,
      options: { afterMigration: true },
    },
    [names.types]: { ...describe('types', 'Writes the types of what PostgREST serves'), ...inferTypes(types) },
    // Who writes no types has none to check.
    ...(types.use === 'used' && {
      [names.typesCheck]: {
        ...describe('types', 'Fails when the file of types is not what the migrations make'),
        ...inferTypesCheck(types),
      },
    }),
  };
}

function describe(executor: string, description: string): TargetConfiguration {
  return { executor: `@pgrestify/nx:${executor}`, metadata: { technologies: ['postgresql'], description } };
}
