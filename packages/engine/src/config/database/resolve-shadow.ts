import { resolve } from 'node:path';
import type { ServerDatabase, ShadowServer, ShadowSettings } from '../settings';
import type { ShapeProblem } from '../shape/check-shape';
import type { EnvironmentConfig } from '../shape/config.schema';
import { parseConnectionUrl } from './connection-url';
import { type DatabaseSurroundings, resolveDatabase } from './resolve-database';

/** `shadow` of the config, as a user writes it. */
export type ShadowConfig = NonNullable<EnvironmentConfig['shadow']>;

/** What `shadow` leaves to its surroundings. */
export interface ShadowSurroundings extends Pick<DatabaseSurroundings, 'env' | 'readText'> {
  readonly projectRootPath: string;
  /** The servers of all environments, as far as they are known without calling a function. */
  readonly servers: readonly KnownServer[];
}

/** Where the server of an environment is. */
export interface KnownServer {
  readonly environment: string;
  readonly development: boolean;
  readonly address: ServerAddress;
}

/** A server as it is connected to. */
export type ServerAddress = Pick<ServerDatabase, 'host' | 'port'>;

export type ResolvedShadow =
  | { readonly ok: true; readonly shadow: Pick<ShadowSettings, 'server' | 'allowedServers' | 'setupPaths'> }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] };

/** Keys that only a kind has. */
const ownKeys = { url: ['url', 'allow'], docker: ['image', 'service'] } as const;

/**
 * Where shadows are made. What an environment says of the server is taken in place of all that the file says of it. Paths
 * of problems are `shadow.url` and the like. Pure but for the certificates that a URL names.
 */
export function resolveShadow(
  ofFile: ShadowConfig = {},
  ofEnvironment: ShadowConfig = {},
  surroundings: ShadowSurroundings,
): ResolvedShadow {
  const server = ofEnvironment.kind === undefined ? { ...ofFile, ...onlyServerKeys(ofEnvironment) } : ofEnvironment;
  const problems = listContradictions(server);
  if (problems.length > 0) return { ok: false, problems };
  const allowedServers = server.allow ?? [];
  const resolved = resolveServer(server, allowedServers, surroundings);
  if (!('kind' in resolved)) return { ok: false, problems: resolved };
  const setup = ofEnvironment.setup ?? ofFile.setup ?? [];
  const setupPaths = setup.map((path) => resolve(surroundings.projectRootPath, path));
  return { ok: true, shadow: { server: resolved, allowedServers, setupPaths } };
}

const serverKeys = ['url', 'allow', 'image', 'service'] as const;

function onlyServerKeys(shadow: ShadowConfig): ShadowConfig {
  return Object.fromEntries(serverKeys.filter((key) => key in shadow).map((key) => [key, shadow[key]]));
}

function listContradictions(shadow: ShadowConfig): readonly ShapeProblem[] {
  const { kind = 'embedded' } = shadow;
  const at = (key: string, message: string): ShapeProblem => ({ path: `shadow.${key}`, message });
  const foreign = (['url', 'docker'] as const)
    .filter((other) => other !== kind)
    .flatMap((other) => ownKeys[other].filter((key) => shadow[key] !== undefined).map((key) => ({ other, key })));
  return [
    ...foreign.map(({ other, key }) => at(key, `only a shadow of kind: '${other}' has this`)),
    ...(kind === 'url' && !('url' in shadow) ? [at('url', 'missing: the server to make databases on')] : []),
    ...(kind === 'docker' && !('image' in shadow) && !('service' in shadow)
      ? [at('image', 'missing: the image of a PostgreSQL server, or `service` of the compose file')]
      : []),
    ...(shadow.image !== undefined && shadow.service !== undefined ? [at('service', 'image says this already')] : []),
  ];
}

function resolveServer(
  shadow: ShadowConfig,
  allowed: readonly string[],
  surroundings: ShadowSurroundings,
): ShadowServer | readonly ShapeProblem[] {
  const { kind = 'embedded' } = shadow;
  switch (kind) {
    case 'embedded':
      return { kind };
    case 'docker': {
      const [sourceKind, name] =
        'image' in shadow ? (['image', shadow.image] as const) : (['service', shadow.service] as const);
      return name ? { kind, source: { kind: sourceKind, name } } : { kind: 'unset', path: `shadow.${sourceKind}` };
    }
    case 'url':
      return shadow.url ? resolveUrl(shadow.url, allowed, surroundings) : { kind: 'unset', path: 'shadow.url' };
  }
}

/** The name of a database in it does not count: databases are made from `postgres`. */
function resolveUrl(
  url: string,
  allowed: readonly string[],
  { env, readText, servers }: ShadowSurroundings,
): ShadowServer | readonly ShapeProblem[] {
  const resolved = resolveDatabase(
    { url },
    {
      path: 'shadow',
      environment: 'shadow',
      docker: {},
      development: false,
      defaultMajor: 0,
      defaultDatabaseName: 'postgres',
      env: { ...env, PGDATABASE: 'postgres' },
      readText,
    },
  );
  if (!resolved.ok) return resolved.problems;
  // A url is that of a server.
  if (resolved.database.kind !== 'server') return [{ path: 'shadow.url', message: 'expected the URL of a server' }];
  const { database } = resolved;
  const sharedWith = servers
    .filter((server) => !server.development && isSameAddress(server.address, database))
    .map(({ environment }) => environment)
    .filter((environment) => !allowed.includes(environment));
  return { kind: 'url', database, sharedWith };
}

/**
 * The address of an environment's server, as far as the file alone says it; undefined when it does not, or the environment
 * is embedded or in a container. No variable is looked up but for what the URL or host leaves out.
 */
export function readServerAddress(
  config: EnvironmentConfig['database'],
  env: DatabaseSurroundings['env'],
): ServerAddress | undefined {
  if (typeof config !== 'object' || config.kind === 'embedded' || config.kind === 'docker') return undefined;
  const parsed = config.url ? parseConnectionUrl(config.url) : undefined;
  const url = parsed?.ok ? parsed.url : undefined;
  const host = url?.host ?? config.host ?? env.PGHOST;
  if (!host) return undefined;
  return { host, port: Number(url?.port ?? config.port ?? env.PGPORT ?? 5432) };
}

/** Whether two addresses are one, by their words: other names of a machine are not looked up. Pure. */
export function isSameAddress(one: ServerAddress, other: ServerAddress): boolean {
  return one.port === other.port && plainHost(one.host) === plainHost(other.host);
}

const ownNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

function plainHost(host: string): string {
  if (host.startsWith('/')) return host;
  const plain = host.toLowerCase().replace(/\.$/, '');
  return ownNames.has(plain) ? 'localhost' : plain;
}
