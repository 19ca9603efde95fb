import { EngineError } from '../../errors';
import { optionText } from '../../option-text';
import type { DockerDatabase } from '../settings';
import type { EnvironmentConfig } from '../shape/config.schema';
import { parseConnectionUrl } from './connection-url';

/** The options of a command that choose a server in a container. */
export interface DockerOptions {
  readonly docker?: boolean | undefined;
  readonly service?: string | undefined;
  readonly network?: string | undefined;
}

/**
 * The database in a container that an environment and the options mean; undefined when they mean another kind. With the
 * option, whatever the environment says of user, password and database holds, also inside a `url`; libpq's variables do
 * not. Throws OPTION_INVALID.
 */
export function resolveDocker(
  written: EnvironmentConfig['database'],
  options: DockerOptions,
  environment: string,
): DockerDatabase | undefined {
  const config = typeof written === 'object' ? written : {};
  const ofConfig = config.kind === 'docker';
  for (const name of ['service', 'network'] as const) refuseWithoutDocker(name, options, { ofConfig, environment });
  if (!options.docker && !ofConfig) return undefined;
  const url = config.url === undefined ? undefined : parseConnectionUrl(config.url);
  const parts = url?.ok ? url.url : config;
  const user = url?.ok ? url.url.user : (config.username ?? config.user);
  return {
    kind: 'docker',
    source: sourceOf(options.service, ofConfig ? config : {}),
    network: options.network ?? config.network,
    // Where a port is published does not tell which one it is within the container.
    port: ofConfig ? Number(config.port ?? 5432) : 5432,
    database: config.kind === 'embedded' ? undefined : parts.database || undefined,
    user: user || undefined,
    password: parts.password || undefined,
    ...(config.createDatabase && { createDatabase: true }),
  };
}

function refuseWithoutDocker(
  name: 'service' | 'network',
  options: DockerOptions,
  { ofConfig, environment }: { readonly ofConfig: boolean; readonly environment: string },
): void {
  const value = options[name];
  if (value === undefined) return;
  if (value.trim() === '') {
    throw new EngineError('OPTION_INVALID', `${optionText(name)} names nothing.`, {
      hint: `Write ${optionText(name)}=<name>.`,
    });
  }
  if (options.docker || ofConfig) return;
  throw new EngineError('OPTION_INVALID', `${optionText(name)} is of Docker, and environment ${environment} is not.`, {
    hint: 'Pass --docker too, or set database.kind of the environment to "docker".',
  });
}

function sourceOf(
  option: string | undefined,
  config: { readonly service?: string | undefined; readonly container?: string | undefined },
): DockerDatabase['source'] {
  if (option === undefined && config.container !== undefined) return { kind: 'container', name: config.container };
  return { kind: 'service', name: option ?? config.service ?? 'postgres' };
}
