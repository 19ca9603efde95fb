import { parseDurationOption } from '../../config/duration-option';
import type { Settings } from '../../config/settings';

type Options = Readonly<Record<string, unknown>>;

/**
 * The first option that settings decide and say otherwise; undefined when all agree. `resolveSettings` was not given it
 * then, and a command that takes the settings for granted would pass over it: `environment: 'production'` would run
 * wherever the settings lead. Throws OPTION_INVALID for what is no duration.
 */
export function findUnsettled(settings: Settings, options: Options): string | undefined {
  return Object.keys(agreements).find((name) => {
    const value = options[name];
    return value !== undefined && agreements[name]?.(settings, value) === false;
  });
}

/** Whether the settings are what an option asks for. */
const agreements: Readonly<Record<string, (settings: Settings, value: unknown) => boolean>> = {
  environment: ({ environment }, value) => environment === value,
  // Without it the server is the one that the config says, which may be in a container as well.
  docker: ({ database }, value) => value === false || database.kind === 'docker',
  service: ({ database }, value) =>
    database.kind === 'docker' && database.source.kind === 'service' && database.source.name === value,
  network: ({ database }, value) => database.kind === 'docker' && database.network === value,
  // That of an embedded server is always created.
  createDatabase: ({ database }, value) => database.kind === 'embedded' || (database.createDatabase ?? false) === value,
  waitForDatabase: ({ migrations }, value) =>
    (typeof value === 'string' || typeof value === 'number') &&
    parseDurationOption('waitForDatabase', value) === migrations.waitForDatabaseMs,
};
