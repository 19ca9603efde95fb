import { z } from 'zod';
import { durationPattern } from '../../migrations/duration';
import { majorRange } from '../database/major-range';

/** Keys of the design that this version refuses by name as soon as they are used: see `listNotBuilt`. */
const notBuilt = (description: string) => z.unknown().meta({ description, notBuilt: true });

const duration = z
  // The largest timeout that PostgreSQL takes.
  .union([z.number().min(0).max(2_147_483_647), z.string().regex(durationPattern)])
  .meta({ description: 'Milliseconds, or a text such as 500ms, 5s, 2min, 1h, 3d.' });

const major = z.number().int().min(majorRange.oldest).max(majorRange.newest);

/** Of the servers that somebody else runs; what an embedded one is, `database.major` says. */
const postgres = major.optional();

const sslMode = z.enum(['disable', 'require', 'verify-ca', 'verify-full']);

const ssl = z.union([
  z.boolean(),
  sslMode,
  z.strictObject({
    mode: sslMode.optional().describe('How much is checked. verify-full unless set.'),
    ca: z.string().optional().describe('Certificates to trust: PEM text, or a path relative to the project.'),
    cert: z.string().optional().describe('Client certificate: PEM text or a path.'),
    key: z.string().optional().describe('Key of the client certificate: PEM text or a path.'),
  }),
]);

const database = z.union([
  z.literal('embedded'),
  z.strictObject({
    kind: z
      .enum(['embedded', 'server', 'docker'])
      .optional()
      .describe(
        'server unless set. embedded runs PostgreSQL from npm packages, docker is a server in a container that runs.',
      ),
    major: major.optional().describe('PostgreSQL major of an embedded server. 18 unless set.'),
    url: z.string().optional().describe('postgres://user:password@host:port/database?sslmode=…'),
    host: z.string().optional().describe('PGHOST unless set, then localhost.'),
    port: z.union([z.number(), z.string()]).optional().describe('PGPORT unless set, then 5432.'),
    database: z.string().optional().describe('PGDATABASE unless set. Of an embedded server: the name of the project.'),
    username: z.string().optional().describe('PGUSER unless set.'),
    user: z.string().optional().describe('The same as username.'),
    password: z.string().optional().describe('PGPASSWORD unless set, then ~/.pgpass.'),
    ssl: ssl.optional().describe('true is verify-full. PGSSLMODE unless set, then no TLS.'),
    createDatabase: z
      .boolean()
      .optional()
      .describe('Whether migrate creates the database when the server has none of that name. false unless set.'),
    service: z.string().optional().describe('Of docker: the compose service of the server. postgres unless set.'),
    container: z.string().optional().describe('Of docker: the name or id of its container, in place of a service.'),
    network: z
      .string()
      .optional()
      .describe('Of docker: the network to reach it by. Its published port, or its own network, unless set.'),
  }),
]);

const backup = z.strictObject({
  directory: z.string().optional().describe('Folder of the backups. .pgrestify/backups of the project unless set.'),
  keep: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('How many are kept of one project, environment and database. All unless set.'),
  pgDump: z
    .string()
    .optional()
    .describe('Path of pg_dump, with pg_restore beside it. PGRESTIFY_PG_DUMP unless set, then the one that fits best.'),
});

const migrations = z.strictObject({
  directory: z.string().optional().describe('Folder of the versioned migrations. <sql>/migrations unless set.'),
  includeTestData: z.boolean().optional().describe('Whether sql/test-data runs. false unless set.'),
  forbidTestData: z
    .boolean()
    .optional()
    .describe('Refuses --include-test-data. true unless set, except in development or where includeTestData is true.'),
  requireConfirmation: z.boolean().optional().describe('Refuses to write without --confirm. false unless set.'),
  allowReset: z.boolean().optional().describe('Whether --reset may be used. true in development, false elsewhere.'),
  outOfOrder: z
    .boolean()
    .optional()
    .describe('Whether a migration older than the newest applied one runs. true in development, false elsewhere.'),
  allowEmpty: z
    .boolean()
    .optional()
    .describe('Whether an up.sql without a statement is applied. false in development, true elsewhere.'),
  lockTimeout: duration
    .optional()
    .describe('How long a statement waits for a table lock. 5s unless set; 1200ms with zeroDowntime.'),
  lockRetryFor: duration
    .optional()
    .describe('How long a migration is tried again after lockTimeout. 2min; 10s in development.'),
  runLockTimeout: duration.optional().describe('How long to wait for another run of migrations. 10min unless set.'),
  statementTimeout: duration.optional().describe('Limit of a statement. 0 (none) unless set.'),
  connectTimeout: duration.optional().describe('How long an attempt to connect may take. 10s unless set.'),
  waitForDatabase: duration
    .optional()
    .describe(
      'How long to wait for a server that is starting, crowded or not reachable yet. 5s unless set; 0 is one attempt.',
    ),
  backupBeforeMigration: z
    .boolean()
    .optional()
    .describe('Whether every run takes a backup before its first step, as --backup does. false unless set.'),
  backup: backup.optional().describe('Where backups go, how many are kept, and what writes them.'),
  zeroDowntime: z
    .boolean()
    .optional()
    .describe(
      'Refuses statements that make the application wait for a table with rows, as --no-lock does. false unless set.',
    ),
  downs: z
    .enum(['expected', 'none'])
    .optional()
    .describe(
      "'none': migrations of this project have no down.sql, and validate does not ask for any. expected unless set.",
    ),
});

const shadow = z.strictObject({
  kind: z
    .enum(['embedded', 'url', 'docker'])
    .optional()
    .meta({ description: 'embedded unless set.', notBuiltValues: ['url', 'docker'] }),
  major: major.optional().describe('PostgreSQL major. Those of the environments (`postgres`), or 18, unless set.'),
  roles: z
    .array(z.string())
    .optional()
    .describe('Roles that an administrator makes on the servers, and that scripts name: made first, without login.'),
  url: notBuilt('Server on which shadow databases are made.').optional(),
  image: notBuilt('Docker image of the shadow server.').optional(),
  setup: notBuilt('SQL files that run first on a shadow.').optional(),
});

const drift = z.strictObject({
  ignore: z
    .array(z.union([z.string(), z.strictObject({ partitionsOf: z.string().describe('A partitioned table.') })]))
    .optional()
    .describe(
      'What drift and --verify do not compare: names with their schema, in which * stands for anything, or { partitionsOf }.',
    ),
});

/** An environment: a database and how migrations run there. */
export const environmentShape = z.strictObject({
  database: database.optional().describe("'embedded', or where the server is. embedded unless set, in development."),
  migrations: migrations.optional().describe('Overrides the migrations of the file.'),
  shadow: shadow.optional().describe('Overrides the shadow of the file.'),
  drift: drift.optional().describe('Overrides the drift of the file.'),
  postgres: postgres.describe('PostgreSQL major of its server, for validate. What the last run saw unless set.'),
  development: z
    .boolean()
    .optional()
    .describe('The switch for lenient defaults. true for an environment of that name and for embedded databases.'),
  tenants: notBuilt('Schemas or databases of several tenants.').optional(),
  targets: notBuilt('Several databases in one environment.').optional(),
  docker: notBuilt('Container of the database.').optional(),
});

/** The config file. Environments may be functions; what they are or return is checked by `environmentShape`. */
export const configShape = z.strictObject({
  $schema: z.string().optional().describe('For editors.'),
  environments: z.record(z.string(), z.unknown()).optional().describe('By name. development unless set.'),
  defaultEnvironment: z.string().optional().describe('The environment when none is named. development unless set.'),
  sql: z.string().optional().describe('Folder of the SQL files. ./sql unless set.'),
  migrations: migrations.optional().describe('How migrations run in every environment.'),
  shadow: shadow.optional().describe('Where validate makes its databases.'),
  drift: drift.optional().describe('How live databases are compared.'),
  postgres: postgres.describe('PostgreSQL major of the servers of all environments that do not say theirs.'),
  lint: notBuilt('Rules of the linter.').optional(),
  types: notBuilt('Where TypeScript types are written.').optional(),
  hooks: notBuilt('Commands around a run.').optional(),
});

/** An environment as a user writes it. */
export type EnvironmentConfig = z.input<typeof environmentShape>;

/** What a `pgrestify.config` file exports. An environment that is a function is called only when it is used. */
export type PgrestifyConfig = Omit<z.input<typeof configShape>, 'environments'> & {
  readonly environments?: Readonly<
    Record<string, EnvironmentConfig | (() => EnvironmentConfig | Promise<EnvironmentConfig>)>
  >;
};
