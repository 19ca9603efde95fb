/** What inference needs to know of a config file. */
export interface ConfigSummary {
  /** Names of the environments, in the file's order. */
  readonly environments: readonly string[];
  /** Folders of SQL that the file names, relative to the project; empty when it leaves them to the defaults. */
  readonly directories: readonly string[];
  /** Hooks and setup files that it names, relative to the project; those that its text names are inputs already. */
  readonly files: readonly string[];
  /** Where shadows are: what a server of somebody's answers depends on more than files. */
  readonly shadows: ShadowPlace;
  readonly types: TypesSummary;
}

/** `here`: on a server that comes with packages or an image. `on-server`: on one that runs somewhere. */
export type ShadowPlace = 'here' | 'on-server';

/** What a config says of types. */
export interface TypesSummary {
  /** Relative to the project; undefined leaves it to the default. */
  readonly path: string | undefined;
  /** Whether it says anything. */
  readonly isSaid: boolean;
}

/** Of a config that says nothing of types. */
export const saidNothing: TypesSummary = { path: undefined, isSaid: false };

/** The project as a whole, for a config of which cannot be told which folders it names. */
export const wholeProject = '.';

/**
 * The summary of a config that was loaded. Environments that are functions are not called, since they may insist on
 * variables that only a task has; the folders that they name may then be any.
 */
export function summarizeConfig(config: unknown): ConfigSummary {
  const file = recordOf(config);
  const environments = recordOf(file.environments ?? { development: {} });
  const inEnvironments = Object.values(environments).map((environment) => recordOf(environment).migrations);
  const all = [file, ...Object.values(environments)].map(recordOf);
  const shadows = all.map(({ shadow }) => recordOf(shadow));
  const setup = shadows.flatMap((shadow) => (Array.isArray(shadow.setup) ? shadow.setup : []));
  const hooks = all.flatMap((each) => Object.values(recordOf(each.hooks)));
  const named = [file.sql, ...[file.migrations, ...inEnvironments].map((migrations) => recordOf(migrations).directory)];
  const unknown = Object.values(environments).some((environment) => typeof environment === 'function');
  const { path } = recordOf(file.types);
  return {
    environments: Object.keys(environments),
    types: { path: typeof path === 'string' ? path : undefined, isSaid: file.types !== undefined },
    directories: [
      ...new Set([...named.filter((directory) => typeof directory === 'string'), ...(unknown ? [wholeProject] : [])]),
    ],
    files: [...setup, ...hooks].filter((path) => typeof path === 'string'),
    shadows: shadows.some(({ kind }) => kind === 'url') ? 'on-server' : 'here',
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  // The parse boundary: of an object, any key may be asked for.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
