import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EngineError } from '../errors';
import { parseDuration } from '../migrations/duration';
import { type HookPaths, hookNames } from '../migrations/hooks/hook';
import { optionText } from '../option-text';
import { defaultTypesPath } from './config-file-names';
import { databaseNameOf } from './database/database-name';
import { type KnownServers, readKnownServers } from './database/known-servers';
import { readDatabaseName, resolveDatabase } from './database/resolve-database';
import type { DockerOptions } from './database/resolve-docker';
import { type KnownServer, readServerAddress, resolveShadow } from './database/resolve-shadow';
import { parseDurationOption } from './duration-option';
import type { LoadedConfig } from './load-config';
import { collectSecrets, redactSecrets } from './redact-secrets';
import { type SelectedEnvironment, selectEnvironment } from './select-environment';
import type {
  BenchmarkSettings,
  DatabaseSettings,
  EnvironmentServer,
  LintSettings,
  MigrationSettings,
  RehearsalSettings,
  Settings,
  ShadowSettings,
  TypesSettings,
} from './settings';

import { checkShape, isRecord, listNotBuilt, type ShapeProblem } from './shape/check-shape';
import { configShape, type EnvironmentConfig, environmentShape, type PgrestifyConfig } from './shape/config.schema';

/** Everything that decides what a command runs with. */
export interface SettingsSources {
  readonly workspacePath: string;
  readonly projectRootPath: string;
  readonly project: string;
  readonly config: LoadedConfig;
  /** The options of a command that settings depend on. */
  readonly options: {
    readonly environment?: string | undefined;
    readonly includeTestData?: boolean | undefined;
    readonly outOfOrder?: boolean | undefined;
    readonly allowEmpty?: boolean | undefined;
    readonly waitForDatabase?: string | number | undefined;
    readonly lock?: boolean | undefined;
    readonly createDatabase?: boolean | undefined;
  } & DockerOptions;
  /** The Nx configuration. */
  readonly configuration?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * `not-needed` is for commands that run without a database of the user's: environments that are functions are then
   * not called, and no environment needs to be named.
   */
  readonly database: 'needed' | 'not-needed';
}

/**
 * Settings of a project and an environment. The only home of defaults; precedence: option, environment, file, default.
 * Throws CONFIG_INVALID with all problems of the file, ENVIRONMENT_*, NOT_BUILT_YET, CONFIG_UNREADABLE when an
 * environment's function throws.
 */
export async function resolveSettings(sources: SettingsSources): Promise<Settings> {
  const { config, projectRootPath } = sources;
  const file = checkConfig(config);
  const environments = file.environments ?? { development: {} };
  const selected = selectFor(sources, file, Object.keys(environments));
  const environment = await readEnvironment(environments[selected.name], selected.name, sources);
  refuseNotBuilt(file, environment, selected.name);

  const development = environment.development ?? isDevelopment(selected.name, environment);
  const database = databaseOf(environment, selected.name, development, sources);
  const written = { ...file.migrations, ...definedOnly(environment.migrations ?? {}) };
  const sqlPath = resolve(projectRootPath, file.sql ?? 'sql');
  return {
    workspacePath: sources.workspacePath,
    projectRootPath,
    project: sources.project,
    environment: selected.name,
    environmentIsDefault: selected.isDefault,
    development,
    database,
    sqlPath,
    migrationsPath:
      written.directory === undefined ? resolve(sqlPath, 'migrations') : resolve(projectRootPath, written.directory),
    migrations: migrationSettings(written, development, sources, `${config.path}: environments.${selected.name}`),
    hooks: hookPaths({ ...file.hooks, ...definedOnly(environment.hooks ?? {}) }, projectRootPath),
    shadow: {
      ...shadowServerOf(environment, file, sources, [
        ...listServers(environments, sources.env),
        ...(database.kind === 'server' ? [{ environment: selected.name, development, address: database }] : []),
      ]),
      major: environment.shadow?.major ?? file.shadow?.major,
      defaultMajor: database.kind === 'embedded' ? database.major : defaultMajor,
      roles: environment.shadow?.roles ?? file.shadow?.roles ?? [],
      databaseNames: listDatabaseNames(environments, databaseNameOf(sources.project)),
    },
    rehearsal: rehearsalSettings({ ...file.rehearsal, ...environment.rehearsal }, projectRootPath),
    benchmarks: benchmarkSettings(file.benchmarks, environment.benchmarks),
    servers: Object.entries(environments).map(([name, each]) =>
      serverOf(name, each, { postgres: file.postgres, lastRun: readKnownServers(projectRootPath) }),
    ),
    postgres: database.kind === 'embedded' ? undefined : (environment.postgres ?? file.postgres),
    refuseOutOfOrder: Object.entries(environments).flatMap(([name, each]) =>
      allowsOutOfOrder(name, each, file.migrations?.outOfOrder) ? [] : [name],
    ),
    driftIgnore: environment.drift?.ignore ?? file.drift?.ignore ?? [],
    lint: lintSettings(file.lint, environment.lint),
    types: typesSettings(file),
  };
}

function rehearsalSettings(
  { anonymize }: NonNullable<PgrestifyConfig['rehearsal']>,
  projectRootPath: string,
): RehearsalSettings {
  return { anonymizePath: anonymize === undefined ? undefined : resolve(projectRootPath, anonymize) };
}

type WrittenLint = NonNullable<PgrestifyConfig['lint']>;

/** Rule by rule. */
function lintSettings(file: WrittenLint = {}, environment: WrittenLint = {}): LintSettings {
  const apiRoles = environment.apiRoles ?? file.apiRoles;
  return {
    ...(apiRoles && { apiRoles }),
    scope: environment.scope ?? file.scope ?? 'new',
    rules: { ...file.rules, ...environment.rules },
    paths: [...(file.paths ?? []), ...(environment.paths ?? [])],
  };
}

type WrittenBenchmarks = NonNullable<PgrestifyConfig['benchmarks']>;

/** Key by key, also for single queries. */
function benchmarkSettings(file: WrittenBenchmarks = {}, environment: WrittenBenchmarks = {}): BenchmarkSettings {
  const { maxSlowdown = 1.2, maxVariation = 0.5, samples = 20 } = { ...file, ...definedOnly(environment) };
  const names = new Set([...Object.keys(file.queries ?? {}), ...Object.keys(environment.queries ?? {})]);
  const queries = [...names].map((name) => {
    const [ofFile = {}, ofEnvironment = {}] = [file.queries?.[name], environment.queries?.[name]];
    return [name, { maxSlowdown, maxVariation, ...definedOnly(ofFile), ...definedOnly(ofEnvironment) }] as const;
  });
  return { maxSlowdown, maxVariation, samples, queries: Object.fromEntries(queries) };
}

/** Where shadows are made; the environment that was asked for is known whole, the others as far as the file says. */
function shadowServerOf(
  environment: EnvironmentConfig,
  file: PgrestifyConfig,
  sources: SettingsSources,
  servers: readonly KnownServer[],
): Pick<ShadowSettings, 'server' | 'allowedServers' | 'setupPaths'> {
  const { projectRootPath, env, config } = sources;
  const readPem = (path: string) => readText(resolve(projectRootPath, path));
  const about = { projectRootPath, servers, env, readText: readPem };
  const resolved = resolveShadow(file.shadow, environment.shadow, about);
  if (resolved.ok) return resolved.shadow;
  throwProblems(resolved.problems, config.path);
  throw new EngineError('CONFIG_INVALID', `${config.path}: shadow cannot be used.`);
}

function listServers(
  environments: NonNullable<PgrestifyConfig['environments']>,
  env: SettingsSources['env'],
): readonly KnownServer[] {
  return Object.entries(environments).flatMap(([name, environment]) => {
    if (typeof environment === 'function') return [];
    const address = readServerAddress(environment.database, env);
    const development = environment.development ?? isDevelopment(name, environment);
    return address === undefined ? [] : [{ environment: name, development, address }];
  });
}

/** What is known of an environment's server without calling a function, and without connecting. */
function serverOf(
  name: string,
  environment: NonNullable<PgrestifyConfig['environments']>[string],
  known: { readonly postgres: number | undefined; readonly lastRun: KnownServers },
): EnvironmentServer {
  const written = typeof environment === 'function' ? undefined : environment;
  if (written && isEmbedded(name, written)) {
    return { environment: name, major: embeddedMajor(written), saidBy: 'embedded' };
  }
  const said = written?.postgres ?? known.postgres;
  if (said !== undefined) return { environment: name, major: said, saidBy: 'config' };
  const seen = known.lastRun.get(name);
  return { environment: name, major: seen, saidBy: seen === undefined ? undefined : 'last-run' };
}

/** Of one that is a function no more is known than its name. */
function allowsOutOfOrder(
  name: string,
  environment: NonNullable<PgrestifyConfig['environments']>[string],
  ofFile: boolean | undefined,
): boolean {
  const written = typeof environment === 'function' ? {} : environment;
  return written.migrations?.outOfOrder ?? ofFile ?? written.development ?? isDevelopment(name, written);
}

/** PostgreSQL major of the server packages that the engine depends on. */
const defaultMajor = 18;

/** The file's shape and that of every environment that is no function: all problems together. */
function checkConfig({ value, path }: LoadedConfig): PgrestifyConfig {
  const problems = checkShape(configShape, value, '');
  const environments = isRecord(value) && isRecord(value.environments) ? Object.entries(value.environments) : [];
  const ofEnvironments = environments.flatMap(([name, environment]) => {
    const at = `environments.${name}`;
    if (!/^[\w.-]+$/.test(name)) return [{ path: at, message: 'the name may hold letters, digits, - _ and . only' }];
    return typeof environment === 'function' ? [] : checkShape(environmentShape, environment, at);
  });
  throwProblems([...problems, ...ofEnvironments, ...typesProblems(value)], path);
  // The parse boundary: checkShape has just found the value to be of this type.
  return value as PgrestifyConfig;
}

/** Without a schema nothing would be served. */
function typesProblems(value: unknown): readonly ShapeProblem[] {
  const types = isRecord(value) && isRecord(value.types) ? value.types : {};
  const isEmpty = Array.isArray(types.schemas) && types.schemas.length === 0;
  return isEmpty ? [{ path: 'types.schemas', message: 'at least one schema is needed' }] : [];
}

function typesSettings({ types = {} }: PgrestifyConfig): TypesSettings {
  return {
    schemas: [...new Set(types.schemas ?? ['public'])],
    path: types.path ?? defaultTypesPath,
    format: types.format ?? 'typescript',
  };
}

function selectFor(sources: SettingsSources, file: PgrestifyConfig, known: readonly string[]): SelectedEnvironment {
  const request = {
    option: sources.options.environment,
    configuration: sources.configuration,
    known,
    defaultEnvironment: file.defaultEnvironment,
  };
  try {
    return selectEnvironment(request);
  } catch (error) {
    const isMissing = error instanceof EngineError && error.code === 'ENVIRONMENT_MISSING';
    const [first] = known;
    if (!isMissing || sources.database === 'needed' || first === undefined) throw error;
    return { name: first, isDefault: true };
  }
}

async function readEnvironment(
  written: NonNullable<PgrestifyConfig['environments']>[string] | undefined,
  name: string,
  { config, database, env }: SettingsSources,
): Promise<EnvironmentConfig> {
  if (typeof written !== 'function') return written ?? {};
  if (database === 'not-needed') return {};
  const at = `environments.${name}`;
  const value: unknown = await Promise.resolve()
    .then(written)
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      const safe = redactSecrets(message, collectSecrets(undefined, env));
      throw new EngineError('CONFIG_UNREADABLE', `${config.path}: ${at}() throws: ${safe}`, {
        hint: 'Correct the function, or set the variable that it asks for.',
        cause: error,
      });
    });
  throwProblems(checkShape(environmentShape, value, at), config.path);
  return value as EnvironmentConfig;
}

function refuseNotBuilt(file: PgrestifyConfig, environment: EnvironmentConfig, name: string): void {
  const paths = [
    ...listNotBuilt(configShape, file, ''),
    ...listNotBuilt(environmentShape, environment, `environments.${name}`),
  ];
  if (paths.length === 0) return;
  const verb = paths.length === 1 ? 'is' : 'are';
  throw new EngineError('NOT_BUILT_YET', `${paths.join(', ')} ${verb} not built yet.`, {
    hint: 'Leave it out of the config.',
    fields: { paths },
  });
}

function isDevelopment(name: string, { database }: EnvironmentConfig): boolean {
  if (name === 'development' || database === 'embedded') return true;
  return typeof database === 'object' && database.kind === 'embedded';
}

/** As `resolveDatabase` decides, without a command's options. */
function isEmbedded(name: string, environment: EnvironmentConfig): boolean {
  const { database, development = isDevelopment(name, environment) } = environment;
  if (database === undefined) return development;
  return database === 'embedded' || database.kind === 'embedded';
}

function databaseOf(
  environment: EnvironmentConfig,
  name: string,
  development: boolean,
  sources: SettingsSources,
): DatabaseSettings {
  const defaultDatabaseName = databaseNameOf(sources.project);
  if (sources.database === 'not-needed') {
    refuseDockerOptions(sources.options);
    return { kind: 'embedded', major: embeddedMajor(environment), databaseName: defaultDatabaseName };
  }
  const resolved = resolveDatabase(environment.database, {
    path: `environments.${name}.database`,
    environment: name,
    docker: sources.options,
    development,
    defaultMajor: environment.postgres ?? defaultMajor,
    defaultDatabaseName,
    env: sources.env,
    readText: (path) => readText(resolve(sources.projectRootPath, path)),
  });
  const saysTwice =
    typeof environment.database === 'object' && environment.database.kind === 'embedded' && environment.database.major;
  if (saysTwice && environment.postgres !== undefined && environment.postgres !== saysTwice) {
    const message = `database.major says ${saysTwice}`;
    throwProblems([{ path: `environments.${name}.postgres`, message }], sources.config.path);
  }
  if (resolved.ok) return creatable(resolved.database, sources);
  throwProblems(resolved.problems, sources.config.path);
  throw new EngineError('CONFIG_INVALID', `${sources.config.path}: environments.${name}.database cannot be used.`);
}

/** The option says it for this command. An embedded database is always created. */
function creatable(database: DatabaseSettings, { options }: SettingsSources): DatabaseSettings {
  const { createDatabase } = options;
  return database.kind === 'embedded' || createDatabase === undefined ? database : { ...database, createDatabase };
}

/** They would be ignored. */
function refuseDockerOptions(options: DockerOptions): void {
  const given = (['docker', 'service', 'network'] as const).find(
    (name) => options[name] !== undefined && options[name] !== false,
  );
  if (given === undefined) return;
  throw new EngineError(
    'OPTION_INVALID',
    `${optionText(given)} chooses a database, and this command uses none of yours.`,
    {
      hint: 'Leave it out; the drift of a database is shown by the target drift.',
    },
  );
}

/** Of the environments that are no functions: those are called only when they are used. In order, each once. */
function listDatabaseNames(
  environments: NonNullable<PgrestifyConfig['environments']>,
  defaultDatabaseName: string,
): readonly string[] {
  const names = Object.entries(environments).flatMap(([name, environment]) => {
    if (typeof environment === 'function') return [];
    const development = environment.development ?? isDevelopment(name, environment);
    // An empty name is an unset variable.
    return readDatabaseName(environment.database, { development, defaultDatabaseName }) || [];
  });
  return [...new Set(names)].sort();
}

function embeddedMajor({ database, postgres }: EnvironmentConfig): number {
  return (typeof database === 'object' ? database.major : undefined) ?? postgres ?? defaultMajor;
}

type DurationKey =
  | 'lockTimeout'
  | 'lockRetryFor'
  | 'runLockTimeout'
  | 'statementTimeout'
  | 'connectTimeout'
  | 'waitForDatabase';

function migrationSettings(
  written: NonNullable<PgrestifyConfig['migrations']>,
  development: boolean,
  { options, projectRootPath, env }: SettingsSources,
  path: string,
): MigrationSettings {
  const { backup = {} } = written;
  const pgDump = backup.pgDump ?? env.PGRESTIFY_PG_DUMP;
  const durationMs = (key: DurationKey, defaultMs: number): number => {
    const value = written[key];
    const parsed = typeof value === 'string' ? parseDuration(value) : value;
    if (value !== undefined && parsed === undefined) {
      throwProblems([{ path: `migrations.${key}`, message: 'is longer than PostgreSQL can wait (24 days)' }], path);
    }
    return parsed ?? defaultMs;
  };
  if (written.includeTestData && written.forbidTestData) {
    throwProblems([{ path: 'migrations.forbidTestData', message: 'contradicts includeTestData' }], path);
  }
  const zeroDowntime = options.lock === undefined ? (written.zeroDowntime ?? false) : !options.lock;
  return {
    includeTestData: options.includeTestData ?? written.includeTestData ?? false,
    forbidTestData: written.forbidTestData ?? !(development || written.includeTestData),
    requireConfirmation: written.requireConfirmation ?? false,
    allowReset: written.allowReset ?? development,
    allowRedo: development,
    confirmRebaseline: !development,
    outOfOrder: options.outOfOrder ?? written.outOfOrder ?? development,
    allowEmpty: options.allowEmpty ?? written.allowEmpty ?? !development,
    zeroDowntime,
    lockTimeoutMs: durationMs('lockTimeout', zeroDowntime ? briefLockTimeoutMs : 5_000),
    lockRetryForMs: durationMs('lockRetryFor', development ? 10_000 : 120_000),
    runLockTimeoutMs: durationMs('runLockTimeout', 600_000),
    statementTimeoutMs: durationMs('statementTimeout', 0),
    connectTimeoutMs: durationMs('connectTimeout', 10_000),
    waitForDatabaseMs:
      parseDurationOption('waitForDatabase', options.waitForDatabase) ?? durationMs('waitForDatabase', 5_000),
    backupBeforeMigration: written.backupBeforeMigration ?? false,
    backup: {
      folderPath: resolve(projectRootPath, backup.directory ?? '.pgrestify/backups'),
      keep: backup.keep,
      // An empty variable is an unset one.
      pgDumpPath: pgDump ? resolve(projectRootPath, pgDump) : undefined,
    },
    downs: written.downs ?? 'expected',
  };
}

/** Those that are files, as absolute paths. */
function hookPaths(written: NonNullable<PgrestifyConfig['hooks']>, projectRootPath: string): HookPaths {
  return Object.fromEntries(
    hookNames.flatMap((name) => {
      const path = written[name];
      return typeof path === 'string' ? [[name, resolve(projectRootPath, path)]] : [];
    }),
  );
}

/**
 * How long statements of the application queue behind one of ours at most. A little over PostgreSQL's deadlock_timeout
 * of 1 s: only then does it cancel an autovacuum that is in our way, which otherwise would be in it for hours.
 */
const briefLockTimeoutMs = 1_200;

/** An undefined value in an environment does not hide what the file says. */
function definedOnly<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Partial<T>;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isRecord(error) && typeof error.code === 'string') return undefined;
    throw error;
  }
}

function throwProblems(problems: readonly ShapeProblem[], path: string): void {
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `${problem.path || '(the export)'}: ${problem.message}`);
  throw new EngineError('CONFIG_INVALID', [`${path} has ${count(problems.length)}:`, ...lines].join('\n  '), {
    hint: 'Correct each path that is listed.',
    fields: { paths: problems.map((problem) => problem.path) },
  });
}

function count(problems: number): string {
  return problems === 1 ? 'a problem' : `${problems} problems`;
}
