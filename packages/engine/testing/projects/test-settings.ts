import { join } from 'node:path';
import type { DatabaseSettings, MigrationSettings, ServerDatabase, Settings } from '../../src/config/settings';
import type { FileRule } from '../../src/lint/review/file-rule';
import { fileRules } from '../../src/lint/rules/file-rules';
import type { HookPaths } from '../../src/migrations/hooks/hook';

/** What differs from an ordinary environment named `staging`, which is not lenient. */
export interface TestSettings {
  readonly project?: string;
  readonly environment?: string;
  readonly environmentIsDefault?: boolean;
  readonly development?: boolean;
  readonly migrations?: Partial<MigrationSettings>;
  /** Major of the shadow, as the config asks for it. */
  readonly shadowMajor?: number;
  /** Paths below the project's folder. */
  readonly hooks?: HookPaths;
  readonly shadowRoles?: readonly string[];
  /** Where shadows are made, in place of the embedded server without setup. */
  readonly shadow?: Partial<Settings['shadow']>;
  /** What is known of the servers of all environments; nothing unless set. */
  readonly servers?: Settings['servers'];
  readonly postgres?: number;
  readonly refuseOutOfOrder?: Settings['refuseOutOfOrder'];
  readonly driftIgnore?: Settings['driftIgnore'];
  readonly lint?: Partial<Settings['lint']>;
  /** Absolute path of the SQL that makes copies anonymous. */
  readonly anonymize?: string;
  readonly benchmarks?: Partial<Settings['benchmarks']>;
  readonly types?: Partial<Settings['types']>;
  /** Names of the databases of other environments. */
  readonly shadowDatabaseNames?: readonly string[];
}

/** Where the database is: any kind, or how to connect to a server without TLS. */
export type TestDatabaseSettings = DatabaseSettings | Omit<ServerDatabase, 'kind' | 'ssl' | 'createDatabase'>;

/** Tables of tests are often no more than a name, and their scripts drop, rename and divide what they like. */
const rulesOfTests: Settings['lint']['rules'] = Object.fromEntries(
  ['no-primary-key', ...fileRules.filter(isOfReleases).map(({ name }) => name)].map((name) => [name, 'off']),
);

function isOfReleases({ group }: FileRule): boolean {
  return group === 'data loss' || group === 'compatibility' || group === 'transactions';
}

/** Settings of a project `apps/<project>` of a workspace, as the config file would resolve to. */
export function testSettings(
  workspacePath: string,
  address: TestDatabaseSettings,
  {
    project = 'api',
    environment = 'staging',
    environmentIsDefault = false,
    development = false,
    migrations,
    hooks = {},
    shadowMajor,
    shadowDatabaseNames = [],
    shadowRoles = [],
    shadow,
    servers = [],
    postgres,
    refuseOutOfOrder = ['staging'],
    driftIgnore = [],
    anonymize,
    benchmarks,
    lint,
    types,
  }: TestSettings,
): Settings {
  const projectRootPath = join(workspacePath, 'apps', project);
  return {
    workspacePath,
    projectRootPath,
    project,
    environment,
    environmentIsDefault,
    development,
    database: 'kind' in address ? address : { kind: 'server', ssl: undefined, ...address },
    sqlPath: join(projectRootPath, 'sql'),
    migrationsPath: join(projectRootPath, 'sql', 'migrations'),
    migrations: {
      includeTestData: false,
      forbidTestData: false,
      requireConfirmation: false,
      allowReset: development,
      allowRedo: development,
      confirmRebaseline: !development,
      outOfOrder: development,
      allowEmpty: !development,
      zeroDowntime: false,
      lockTimeoutMs: 5_000,
      lockRetryForMs: 10_000,
      runLockTimeoutMs: 60_000,
      statementTimeoutMs: 0,
      connectTimeoutMs: 5_000,
      waitForDatabaseMs: 0,
      backupBeforeMigration: false,
      backup: { folderPath: join(projectRootPath, '.pgrestify', 'backups'), keep: undefined, pgDumpPath: undefined },
      downs: 'expected',
      ...migrations,
    },
    hooks: Object.fromEntries(Object.entries(hooks).map(([name, path]) => [name, join(projectRootPath, path)])),
    shadow: {
      server: { kind: 'embedded' },
      allowedServers: [],
      setupPaths: [],
      ...shadow,
      major: shadowMajor,
      defaultMajor: 18,
      roles: shadowRoles,
      databaseNames: shadowDatabaseNames,
    },
    lint: { scope: 'new', rules: rulesOfTests, paths: [], ...lint },
    rehearsal: { anonymizePath: anonymize },
    benchmarks: { maxSlowdown: 1.2, maxVariation: 0.5, samples: 8, queries: {}, ...benchmarks },
    servers,
    postgres,
    refuseOutOfOrder,
    driftIgnore,
    types: { schemas: ['public'], path: 'src/database.types.ts', format: 'typescript', ...types },
  };
}
