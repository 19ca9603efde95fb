/** What inference needs to know of a config file. */
export interface ConfigSummary {
  /** Names of the environments, in the file's order. */
  readonly environments: readonly string[];
  /** Folders of SQL that the file names, relative to the project; empty when it leaves them to the defaults. */
  readonly directories: readonly string[];
}

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
  const named = [file.sql, ...[file.migrations, ...inEnvironments].map((migrations) => recordOf(migrations).directory)];
  const unknown = Object.values(environments).some((environment) => typeof environment === 'function');
  return {
    environments: Object.keys(environments),
    directories: [
      ...new Set([...named.filter((directory) => typeof directory === 'string'), ...(unknown ? [wholeProject] : [])]),
    ],
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  // The parse boundary: of an object, any key may be asked for.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
