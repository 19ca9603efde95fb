import { posix } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import type { ConfigSummary } from './config-summary';
import type { TargetNames } from './plugin-options';

/** What the targets of a project are made from. */
export interface TargetSources {
  /** Relative to the workspace. */
  readonly projectRoot: string;
  /** The config file's name. */
  readonly configName: string;
  /** Undefined when the config could not be read: targets without configurations then. */
  readonly summary: ConfigSummary | undefined;
  readonly names: TargetNames;
  /** What the result of `validate` depends on besides the project's files: the version of the engine. */
  readonly engineInputs: NonNullable<TargetConfiguration['inputs']>;
}

/**
 * The targets of a project. There is no `defaultConfiguration`: Nx runs it, exit 0, in the place of a configuration
 * that is misspelt. Nothing in here comes from a database setting, since Nx prints and stores targets.
 */
export function inferTargets(sources: TargetSources): Record<string, TargetConfiguration> {
  const { names, summary } = sources;
  const configurations = Object.fromEntries(
    (summary?.environments ?? []).map((environment) => [environment, { environment }]),
  );
  const files = [
    ...sqlInputs(sources.projectRoot, summary?.directories ?? []),
    `{projectRoot}/${sources.configName}`,
    // A migration may lean on tables of the projects that it requires.
    '^{projectRoot}/sql/**/*',
  ];
  const live = { configurations, cache: false };
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
      cache: true,
      inputs: [...files, ...sources.engineInputs],
      outputs: ['{options.report}'],
    },
    [names.drift]: {
      ...describe('validate', 'Compares the live database with history and files'),
      ...live,
      options: { afterMigration: true },
    },
  };
}

function describe(executor: string, description: string): TargetConfiguration {
  return { executor: `@pgrestify/nx:${executor}`, metadata: { technologies: ['postgresql'], description } };
}

/** The project's `sql` folder, and whatever folders the config names beside it. */
function sqlInputs(projectRoot: string, directories: readonly string[]): readonly string[] {
  const globs = ['sql', ...directories].map((directory) => {
    const inProject = posix.normalize(directory.replaceAll('\\', '/')).replace(/\/$/, '');
    if (!inProject.startsWith('..')) return `{projectRoot}/${inProject}/**/*`;
    return `{workspaceRoot}/${posix.join(projectRoot, inProject)}/**/*`;
  });
  return [...new Set(globs.filter((glob) => glob === globs[0] || !glob.startsWith('{projectRoot}/sql/')))];
}
