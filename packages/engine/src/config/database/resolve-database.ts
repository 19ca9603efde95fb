import type { DatabaseSettings, DockerDatabase, SslSettings } from '../settings';
import type { ShapeProblem } from '../shape/check-shape';
import type { EnvironmentConfig } from '../shape/config.schema';
import { type ConnectionUrl, parseConnectionUrl } from './connection-url';
import { type DockerOptions, resolveDocker } from './resolve-docker';

/** What the `database` of an environment leaves to its surroundings. */
export interface DatabaseSurroundings {
  /** `environments.production.database`. */
  readonly path: string;
  /** Its name alone, `production`. */
  readonly environment: string;
  /** What the command says of a container. */
  readonly docker: DockerOptions;
  readonly development: boolean;
  readonly defaultMajor: number;
  readonly defaultDatabaseName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** PEM text of a file named relative to the project; undefined when it cannot be read. */
  readonly readText: (path: string) => string | undefined;
}

export type ResolvedDatabase =
  | { readonly ok: true; readonly database: DatabaseSettings }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] };

type DatabaseConfig = Exclude<NonNullable<EnvironmentConfig['database']>, 'embedded'>;

/**
 * Which database an environment means. A key that is absent falls back to libpq's variable (`PGHOST`, …) and its
 * default; one that is present but undefined is a problem, since an unset variable must never choose a database.
 */
export function resolveDatabase(
  config: EnvironmentConfig['database'],
  surroundings: DatabaseSurroundings,
): ResolvedDatabase {
  const written = typeof config === 'object' ? config : {};
  const problems = listContradictions(written, surroundings.path);
  if (problems.length > 0) return fail(problems);
  const docker = resolveDocker(config, surroundings.docker, surroundings.environment);
  if (docker) return checkPort(docker, surroundings);
  if (config === undefined) {
    if (surroundings.development) return embedded({}, surroundings);
    return fail([{ path: surroundings.path, message: 'missing: say url, or host and database, or "embedded"' }]);
  }
  if (config === 'embedded') return embedded({}, surroundings);
  return config.kind === 'embedded' ? embedded(config, surroundings) : resolveServer(config, surroundings);
}

/**
 * The name of the database that an environment means, as far as the file alone says it: no variable is looked up, and
 * what is wrong with it is nobody's concern here. Undefined when it says none.
 */
export function readDatabaseName(
  config: EnvironmentConfig['database'],
  { development, defaultDatabaseName }: Pick<DatabaseSurroundings, 'development' | 'defaultDatabaseName'>,
): string | undefined {
  if (config === undefined) return development ? defaultDatabaseName : undefined;
  if (config === 'embedded') return defaultDatabaseName;
  if (config.kind === 'embedded') return config.database ?? defaultDatabaseName;
  if (config.url === undefined) return config.database;
  const parsed = parseConnectionUrl(config.url);
  return parsed.ok ? parsed.url.database : undefined;
}

function embedded(config: DatabaseConfig, surroundings: DatabaseSurroundings): ResolvedDatabase {
  const { defaultMajor, defaultDatabaseName } = surroundings;
  return {
    ok: true,
    database: {
      kind: 'embedded',
      major: config.major ?? defaultMajor,
      databaseName: config.database ?? defaultDatabaseName,
    },
  };
}

const serverKeys = ['url', 'host', 'port', 'username', 'user', 'password', 'ssl', 'createDatabase'] as const;
const partKeys = ['host', 'port', 'database', 'username', 'user', 'password'] as const;
/** Keys that choose the database: written down with an undefined value they are an unset variable. */
const choosingKeys = ['url', 'host', 'database', 'username', 'user', 'service', 'container', 'network'] as const;
const dockerKeys = ['service', 'container', 'network'] as const;
/** A port is one within the container. */
const notOfDockerKeys = ['url', 'host', 'ssl', 'major'] as const;

function listContradictions(config: DatabaseConfig, path: string): readonly ShapeProblem[] {
  const at = (key: string, message: string): ShapeProblem => ({ path: `${path}.${key}`, message });
  const given = (key: keyof DatabaseConfig) => config[key] !== undefined;
  if (config.kind === 'embedded') {
    return [...serverKeys, ...dockerKeys]
      .filter(given)
      .map((key) => at(key, 'an embedded database does not have this'));
  }
  return [
    ...choosingKeys
      .filter((key) => key in config && (config[key] === undefined || config[key] === ''))
      .map((key) => at(key, 'has no value; is the environment variable that it is read from set?')),
    ...(given('url') ? partKeys.filter(given).map((key) => at(key, 'the url says this already')) : []),
    ...(given('username') && given('user') ? [at('user', 'username says this already')] : []),
    ...(config.kind === 'docker'
      ? notOfDockerKeys.filter(given).map((key) => at(key, 'a database in a container does not have this'))
      : dockerKeys.filter(given).map((key) => at(key, "only a database of kind: 'docker' has this"))),
    ...(given('service') && given('container') ? [at('container', 'service says this already')] : []),
    ...(given('major') && config.kind !== 'docker' ? [at('major', 'only an embedded database has this')] : []),
  ];
}

function resolveServer(config: DatabaseConfig, surroundings: DatabaseSurroundings): ResolvedDatabase {
  const { env, path } = surroundings;
  const parsed = config.url === undefined ? undefined : parseConnectionUrl(config.url);
  if (parsed?.ok === false) return fail([{ path: `${path}.url`, message: parsed.problem }]);
  const url = parsed?.url;

  const user = url?.user ?? config.username ?? config.user ?? env.PGUSER;
  const database = url?.database ?? config.database ?? env.PGDATABASE;
  const port = Number(url?.port ?? config.port ?? env.PGPORT ?? 5432);
  const host = url?.host ?? config.host ?? env.PGHOST ?? 'localhost';
  const ssl = resolveSsl(config.ssl, url, surroundings);
  const problems: readonly ShapeProblem[] = [
    ...(user === undefined ? [{ path: `${path}.username`, message: 'missing, and PGUSER is not set' }] : []),
    ...(database === undefined ? [{ path: `${path}.database`, message: 'missing, and PGDATABASE is not set' }] : []),
    ...(isPort(port) ? [] : [{ path: `${path}.port`, message: 'expected a number from 1 to 65535' }]),
    // Which of them is the primary is nothing that a run should find out by trying.
    ...(host.includes(',')
      ? [{ path: `${path}.${url?.host ? 'url' : 'host'}`, message: 'names several hosts; name one' }]
      : []),
    ...(ssl.ok ? [] : ssl.problems),
  ];
  if (user === undefined || database === undefined || !ssl.ok || problems.length > 0) return fail(problems);
  return {
    ok: true,
    database: {
      kind: 'server',
      host,
      port,
      database,
      user,
      password: (url?.password ?? config.password ?? env.PGPASSWORD) || undefined,
      ssl: ssl.ssl,
      ...(config.createDatabase && { createDatabase: true }),
    },
  };
}

function checkPort(database: DockerDatabase, { path }: DatabaseSurroundings): ResolvedDatabase {
  return isPort(database.port)
    ? { ok: true, database }
    : fail([{ path: `${path}.port`, message: 'expected a number from 1 to 65535' }]);
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536;
}

type ResolvedSsl =
  | { readonly ok: true; readonly ssl: SslSettings | undefined }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] };

function resolveSsl(
  config: DatabaseConfig['ssl'],
  url: ConnectionUrl | undefined,
  { env, path, readText }: DatabaseSurroundings,
): ResolvedSsl {
  const files = typeof config === 'object' ? config : undefined;
  const fromConfig = sslModeOf(config);
  const mode = fromConfig ?? url?.sslMode ?? env.PGSSLMODE ?? 'disable';
  if (mode === 'disable') return { ok: true, ssl: undefined };
  const key = fromConfig === undefined ? 'sslmode' : 'ssl';
  if (mode !== 'require' && mode !== 'verify-ca' && mode !== 'verify-full') {
    // `prefer` and `allow` fall back to plain text when somebody in between says so.
    const message = 'expected one of "disable", "require", "verify-ca", "verify-full"';
    return { ok: false, problems: [{ path: `${path}.${key}`, message }] };
  }
  const named = {
    ca: files?.ca ?? url?.sslRootCert ?? env.PGSSLROOTCERT,
    cert: files?.cert ?? url?.sslCert ?? env.PGSSLCERT,
    key: files?.key ?? url?.sslKey ?? env.PGSSLKEY,
  };
  const read = (text: string | undefined) =>
    text === undefined || text.includes('-----BEGIN') ? text : readText(text);
  const pem = { ca: read(named.ca), cert: read(named.cert), key: read(named.key) };
  const unread = (['ca', 'cert', 'key'] as const).filter(
    (name) => named[name] !== undefined && pem[name] === undefined,
  );
  if (unread.length > 0) {
    return {
      ok: false,
      problems: unread.map((name) => ({ path: `${path}.ssl.${name}`, message: 'the file cannot be read' })),
    };
  }
  // As libpq: with certificates to trust, `require` checks the chain.
  return { ok: true, ssl: { mode: mode === 'require' && pem.ca !== undefined ? 'verify-ca' : mode, ...pem } };
}

function sslModeOf(ssl: DatabaseConfig['ssl']): string | undefined {
  if (typeof ssl === 'object') return ssl.mode ?? 'verify-full';
  if (typeof ssl === 'boolean') return ssl ? 'verify-full' : 'disable';
  return ssl;
}

function fail(problems: readonly ShapeProblem[]): ResolvedDatabase {
  return { ok: false, problems };
}
