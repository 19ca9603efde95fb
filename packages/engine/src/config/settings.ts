import type { HookPaths } from '../migrations/hooks/hook';
import type { TypesFormat } from '../types/output/types-format';

/** TLS of a connection, in libpq's words. `verify-full` never falls back to anything weaker. */
export interface SslSettings {
  readonly mode: 'require' | 'verify-ca' | 'verify-full';
  /** PEM texts, read already; undefined leaves the trust to Node's own list. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** The server that comes with the npm packages of its binaries. */
export interface EmbeddedDatabase {
  readonly kind: 'embedded';
  /** PostgreSQL major, as 18. */
  readonly major: number;
  readonly databaseName: string;
}

/** A server that somebody else runs. */
export interface ServerDatabase {
  readonly kind: 'server';
  /** A name, an address, or the absolute path of a socket's folder. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Undefined leaves it to `.pgpass`, or to a server that asks for none. */
  readonly password: string | undefined;
  /** Undefined: no TLS. */
  readonly ssl: SslSettings | undefined;
  /** Whether `migrate` creates the database when it is missing; absent: no. */
  readonly createDatabase?: boolean;
}

/** A server in a container. What is undefined is read from the container's own environment. */
export interface DockerDatabase {
  readonly kind: 'docker';
  /** A service of the compose file in the project's folder, else in the workspace's; or a container by its name or id. */
  readonly source: { readonly kind: 'service' | 'container'; readonly name: string };
  /** The network to reach it by; undefined is its published port, else the container's own network. */
  readonly network: string | undefined;
  /** Port of the server within the container. */
  readonly port: number;
  readonly database: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** As of a server. */
  readonly createDatabase?: boolean;
}

export type DatabaseSettings = EmbeddedDatabase | ServerDatabase | DockerDatabase;

/** Backups of an environment. */
export interface BackupSettings {
  /** Absolute. */
  readonly folderPath: string;
  /** Undefined keeps all. */
  readonly keep: number | undefined;
  /** Absolute path of the pg_dump to use; undefined looks for one. */
  readonly pgDumpPath: string | undefined;
}

/** How migrations of an environment run. 0 milliseconds is no limit. */
export interface MigrationSettings {
  /** Whether `sql/test-data` runs when no option says so. */
  readonly includeTestData: boolean;
  /** Whether asking for test data is refused. */
  readonly forbidTestData: boolean;
  readonly requireConfirmation: boolean;
  readonly allowReset: boolean;
  /** Whether a changed migration may be undone and applied again by `--redo`: only in development. */
  readonly allowRedo: boolean;
  /** Whether recording a baseline over a history that is there is always to be confirmed: not in development. */
  readonly confirmRebaseline: boolean;
  /** Whether a pending migration older than the newest applied one runs (with a notice) or refuses the run. */
  readonly outOfOrder: boolean;
  /** Whether an up.sql without a statement is applied (with a warning) or refuses the run. */
  readonly allowEmpty: boolean;
  /** Whether the application is never made to wait: blocking statements are refused, locks waited for only briefly. */
  readonly zeroDowntime: boolean;
  readonly lockTimeoutMs: number;
  readonly lockRetryForMs: number;
  /** How long to wait for another runner. */
  readonly runLockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** For what works CONCURRENTLY, in place of `statementTimeoutMs`; only an option says it. */
  readonly concurrentTimeoutMs?: number;
  readonly connectTimeoutMs: number;
  /** How long to wait for a server that cannot be reached yet, or has no connection to spare. */
  readonly waitForDatabaseMs: number;
  /** Whether a run takes a backup before its first step when no option says so. */
  readonly backupBeforeMigration: boolean;
  readonly backup: BackupSettings;
  /** Whether a migration without down.sql is worth a word. */
  readonly downs: 'expected' | 'none';
}

/** The server of an environment, as far as it is known without connecting. */
export interface EnvironmentServer {
  readonly environment: string;
  /** PostgreSQL major; undefined: not known. */
  readonly major: number | undefined;
  /** Who says so: the config; the file that the last run wrote; or the server is an embedded one. */
  readonly saidBy: 'config' | 'last-run' | 'embedded' | undefined;
}

/**
 * What the comparison of a live database leaves out: objects by name, partitions of a table, a schema with all that is in it,
 * an extension, or all that a role owns. `*` stands for anything, but in the name of a partitioned table.
 */
export type IgnoredObjects =
  | string
  | { readonly partitionsOf: string }
  | { readonly schema: string }
  | { readonly extension: string }
  | { readonly owner: string };

/** A server that shadows are made on. */
export type ShadowServer =
  /** One that comes with npm packages, of the major that is asked for. */
  | { readonly kind: 'embedded' }
  /** One that somebody runs. `sharedWith`: environments, none of them development, that have the same address. */
  | { readonly kind: 'url'; readonly database: ServerDatabase; readonly sharedWith: readonly string[] }
  /** A container of that image, or of that compose service's, started for the time of a run. */
  | { readonly kind: 'docker'; readonly source: { readonly kind: 'image' | 'service'; readonly name: string } }
  /** The config leaves it to a variable that is not set; a problem for who needs a shadow, and for nobody else. */
  | { readonly kind: 'unset'; readonly path: string };

/** Where `validate` makes the databases that it compares. */
export interface ShadowSettings {
  readonly server: ShadowServer;
  /** Environments, none of them development, whose server the shadow's may be. */
  readonly allowedServers: readonly string[];
  /** SQL files that run first, absolute. */
  readonly setupPaths: readonly string[];
  /** The major that the config asks for; undefined leaves it to those of the environments. */
  readonly major: number | undefined;
  /** Of the embedded server that comes along: what is taken when nothing is known. */
  readonly defaultMajor: number;
  /** Roles that are made first. */
  readonly roles: readonly string[];
  /** Names of the databases of all environments, as far as the file says them: scripts may name any of these. */
  readonly databaseNames: readonly string[];
}

/** How `migrate --test` rehearses. */
export interface RehearsalSettings {
  /** SQL that makes the rows of a copy anonymous, absolute; undefined: there is none. */
  readonly anonymizePath: string | undefined;
}

/** What a query may cost more after the pending migrations, and what is taken for noise. */
export interface BenchmarkBudget {
  /** How many times as long it may take. */
  readonly maxSlowdown: number;
  /** The coefficient of variation over which times are noise. */
  readonly maxVariation: number;
}

/** How `migrate --benchmark` measures and judges. */
export interface BenchmarkSettings extends BenchmarkBudget {
  /** How often each query is timed, before and after. */
  readonly samples: number;
  /** Budgets of single queries, by their names. */
  readonly queries: Readonly<Record<string, BenchmarkBudget>>;
}

/** How much the findings of a rule matter. */
export type LintSeverity = 'error' | 'warning' | 'notice' | 'off';

/** What the linter of `validate` looks at, and how much each rule matters. Names of rules are checked by who has them. */
export interface LintSettings {
  /** `new`: what the merge base does not have. */
  readonly scope: 'new' | 'all';
  /** Roles that PostgREST takes for requests; undefined: they are told by what they are. */
  readonly apiRoles?: readonly string[];
  readonly rules: Readonly<Record<string, LintSeverity>>;
  /** Other severities in some files, globs relative to the project; the later go before the earlier. */
  readonly paths: readonly {
    readonly files: readonly string[];
    readonly rules: Readonly<Record<string, LintSeverity>>;
  }[];
}

/** What `types` writes. */
export interface TypesSettings {
  /** At least one, each once; the first is PostgREST's default. */
  readonly schemas: readonly string[];
  /** Relative to the project. */
  readonly path: string;
  readonly format: TypesFormat;
}

/**
 * Everything that a command needs to know of a project and one of its environments, with every default filled in:
 * the outcome of options, environment variables and config file. Plain data; `database.password` is its only secret.
 */
export interface Settings {
  /** Root of the workspace, absolute: paths in messages are relative to it. */
  readonly workspacePath: string;
  readonly projectRootPath: string;
  /** Namespace of the history's rows: the Nx project's name. */
  readonly project: string;
  readonly environment: string;
  /** True when neither an option nor an Nx configuration named the environment. */
  readonly environmentIsDefault: boolean;
  /** The single switch for lenient defaults. */
  readonly development: boolean;
  readonly database: DatabaseSettings;
  /** Folder with `functions`, `schemas`, `repeatable` and `test-data`, absolute. */
  readonly sqlPath: string;
  /** Folder of the versioned migrations, absolute. */
  readonly migrationsPath: string;
  readonly migrations: MigrationSettings;
  readonly hooks: HookPaths;
  readonly shadow: ShadowSettings;
  readonly rehearsal: RehearsalSettings;
  readonly benchmarks: BenchmarkSettings;
  /** Of all environments, in the order of the file. */
  readonly servers: readonly EnvironmentServer[];
  /** PostgreSQL major that the config says of this environment's server, its function called; undefined: it says none. */
  readonly postgres: number | undefined;
  readonly lint: LintSettings;
  /** Environments that refuse a migration older than the newest applied one, as far as the file says it. */
  readonly refuseOutOfOrder: readonly string[];
  /** What comparing a live database leaves out. */
  readonly driftIgnore: readonly IgnoredObjects[];
  readonly types: TypesSettings;
}
