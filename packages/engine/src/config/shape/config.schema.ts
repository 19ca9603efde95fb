import { durationPattern } from '../../migrations/duration';
import { typesFormats } from '../../types/output/types-format';
import { majorRange } from '../database/major-range';
import { objectSchema, type ValueOf } from './json-schema';

const duration = {
  anyOf: [
    // The largest timeout that PostgreSQL takes.
    { type: 'number', minimum: 0, maximum: 2_147_483_647 },
    { type: 'string', pattern: durationPattern.source },
  ],
} as const;

const major = { type: 'integer', minimum: majorRange.oldest, maximum: majorRange.newest } as const;

const sslMode = { type: 'string', enum: ['disable', 'require', 'verify-ca', 'verify-full'] } as const;

const ssl = {
  anyOf: [
    { type: 'boolean' },
    sslMode,
    objectSchema({
      mode: { ...sslMode, description: 'How much is checked. verify-full unless set.' },
      ca: { type: 'string', description: 'Certificates to trust: PEM text, or a path relative to the project.' },
      cert: { type: 'string', description: 'Client certificate: PEM text or a path.' },
      key: { type: 'string', description: 'Key of the client certificate: PEM text or a path.' },
    }),
  ],
} as const;

const database = {
  anyOf: [
    { type: 'string', const: 'embedded' },
    objectSchema({
      kind: {
        type: 'string',
        enum: ['embedded', 'server', 'docker'],
        description:
          'server unless set. embedded runs PostgreSQL from npm packages, docker is a server in a container that runs.',
      },
      major: { ...major, description: 'PostgreSQL major of an embedded server. 18 unless set.' },
      url: { type: 'string', description: 'postgres://user:password@host:port/database?sslmode=…' },
      host: { type: 'string', description: 'PGHOST unless set, then localhost.' },
      port: { type: ['number', 'string'], description: 'PGPORT unless set, then 5432.' },
      database: {
        type: 'string',
        description: 'PGDATABASE unless set. Of an embedded server: the name of the project.',
      },
      username: { type: 'string', description: 'PGUSER unless set.' },
      user: { type: 'string', description: 'The same as username.' },
      password: { type: 'string', description: 'PGPASSWORD unless set, then ~/.pgpass.' },
      ssl: { ...ssl, description: 'true is verify-full. PGSSLMODE unless set, then no TLS.' },
      createDatabase: {
        type: 'boolean',
        description: 'Whether migrate creates the database when the server has none of that name. false unless set.',
      },
      service: {
        type: 'string',
        description: 'Of docker: the compose service of the server. postgres unless set.',
      },
      container: {
        type: 'string',
        description: 'Of docker: the name or id of its container, in place of a service.',
      },
      network: {
        type: 'string',
        description: 'Of docker: the network to reach it by. Its published port, or its own network, unless set.',
      },
    }),
  ],
} as const;

const backup = objectSchema({
  directory: { type: 'string', description: 'Folder of the backups. .pgrestify/backups of the project unless set.' },
  keep: {
    type: 'integer',
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'How many are kept of one project, environment and database. All unless set.',
  },
  pgDump: {
    type: 'string',
    description:
      'Path of pg_dump, with pg_restore beside it. PGRESTIFY_PG_DUMP unless set, then the one that fits best.',
  },
});

const migrations = objectSchema({
  directory: { type: 'string', description: 'Folder of the versioned migrations. <sql>/migrations unless set.' },
  includeTestData: { type: 'boolean', description: 'Whether sql/test-data runs. false unless set.' },
  forbidTestData: {
    type: 'boolean',
    description:
      'Refuses --include-test-data. true unless set, except in development or where includeTestData is true.',
  },
  requireConfirmation: { type: 'boolean', description: 'Refuses to write without --confirm. false unless set.' },
  allowReset: {
    type: 'boolean',
    description: 'Whether --reset may be used. true in development, false elsewhere.',
  },
  outOfOrder: {
    type: 'boolean',
    description: 'Whether a migration older than the newest applied one runs. true in development, false elsewhere.',
  },
  allowEmpty: {
    type: 'boolean',
    description: 'Whether an up.sql without a statement is applied. false in development, true elsewhere.',
  },
  lockTimeout: {
    ...duration,
    description: 'How long a statement waits for a table lock. 5s unless set; 1200ms with zeroDowntime.',
  },
  lockRetryFor: {
    ...duration,
    description: 'How long a migration is tried again after lockTimeout. 2min; 10s in development.',
  },
  runLockTimeout: {
    ...duration,
    description: 'How long to wait for another run of migrations. 10min unless set.',
  },
  statementTimeout: { ...duration, description: 'Limit of a statement. 0 (none) unless set.' },
  connectTimeout: { ...duration, description: 'How long an attempt to connect may take. 10s unless set.' },
  waitForDatabase: {
    ...duration,
    description:
      'How long to wait for a server that is starting, crowded or not reachable yet. 5s unless set; 0 is one attempt.',
  },
  backupBeforeMigration: {
    type: 'boolean',
    description: 'Whether every run takes a backup before its first step, as --backup does. false unless set.',
  },
  backup: { ...backup, description: 'Where backups go, how many are kept, and what writes them.' },
  zeroDowntime: {
    type: 'boolean',
    description:
      'Refuses statements that make the application wait for a table with rows, as --no-lock does. false unless set.',
  },
  downs: {
    type: 'string',
    enum: ['expected', 'none'],
    description:
      "'none': migrations of this project have no down.sql, and validate does not ask for any. expected unless set.",
  },
});

const shadow = objectSchema({
  kind: {
    type: 'string',
    enum: ['embedded', 'url', 'docker'],
    description:
      'embedded unless set: PostgreSQL from npm packages. url is a server that runs, docker a container that is started.',
  },
  major: {
    ...major,
    description: 'PostgreSQL major. Those of the environments (`postgres`), or 18, unless set.',
  },
  roles: {
    type: 'array',
    items: { type: 'string' },
    description: 'Roles that an administrator makes on the servers, and that scripts name: made first, without login.',
  },
  url: {
    type: 'string',
    description: 'Of url: postgres://user:password@host:port/, a server on which databases are made and dropped.',
  },
  allow: {
    type: 'array',
    items: { type: 'string' },
    description: 'Of url: environments, other than development, whose server it may be.',
  },
  image: { type: 'string', description: 'Of docker: the image of the server, as postgis/postgis:17-3.5.' },
  service: { type: 'string', description: 'Of docker: a compose service whose image it is, in place of `image`.' },
  setup: {
    type: 'array',
    items: { type: 'string' },
    description: 'SQL files, relative to the project, that run first on a shadow: what others make in the databases.',
  },
});

const drift = objectSchema({
  ignore: {
    type: 'array',
    items: {
      anyOf: [
        { type: 'string' },
        {
          ...objectSchema({ partitionsOf: { type: 'string', description: 'A partitioned table.' } }),
          required: ['partitionsOf'],
        },
        {
          ...objectSchema({ schema: { type: 'string', description: 'A schema, with all that is in it.' } }),
          required: ['schema'],
        },
        {
          ...objectSchema({ extension: { type: 'string', description: 'An extension.' } }),
          required: ['extension'],
        },
        {
          ...objectSchema({ owner: { type: 'string', description: 'A role, with all that it owns.' } }),
          required: ['owner'],
        },
      ],
    },
    description:
      'What drift and --verify do not compare: names with their schema, in which * stands for anything, { partitionsOf }, or by { schema }, { extension } or { owner }.',
  },
});

const rehearsal = objectSchema({
  anonymize: {
    type: 'string',
    description:
      'SQL file that makes the rows of a copy anonymous, before migrate --test --with-data does anything else with it. None unless set.',
  },
});

const maxSlowdown = {
  type: 'number',
  minimum: 1,
  // A query that takes more than 50 times as long is ended: it is slower whatever the budget.
  maximum: 50,
  description: 'How many times as long a query may take after the migrations. 1.2 unless set.',
} as const;

const maxVariation = {
  type: 'number',
  minimum: 0.01,
  maximum: 100,
  description:
    'The coefficient of variation (standard deviation over mean) above which times are noise and not judged. 0.5 unless set.',
} as const;

const benchmarks = objectSchema({
  maxSlowdown,
  maxVariation,
  samples: {
    type: 'integer',
    minimum: 3,
    maximum: 1_000,
    description: 'How often each query is timed, before and after. 20 unless set; fewer of a slow one.',
  },
  queries: {
    type: 'object',
    additionalProperties: objectSchema({ maxSlowdown, maxVariation }),
    description: 'Both bounds for single queries, by the names of their files without .sql.',
  },
});

const lintRules = {
  type: 'object',
  additionalProperties: { type: 'string', enum: ['error', 'warning', 'notice', 'off'] },
  description: "Severities by names of rules; 'off' leaves a rule out. Those of its page unless set.",
} as const;

const lint = objectSchema({
  apiRoles: {
    type: 'array',
    items: { type: 'string' },
    description:
      'Roles that PostgREST takes for requests. anon, authenticated, and what is granted to a role with LOGIN and NOINHERIT unless set.',
  },
  rules: lintRules,
  scope: {
    type: 'string',
    enum: ['new', 'all'],
    description:
      'new: the migrations that the merge base does not have, or all where no base is known; all: every one. new unless set.',
  },
  paths: {
    type: 'array',
    items: {
      ...objectSchema({
        files: {
          type: 'array',
          items: { type: 'string' },
          description: 'Files, relative to the project: * stands for part of a name, ** for any folders.',
        },
        rules: lintRules,
      }),
      required: ['files', 'rules'],
    },
    description: 'Other severities in some files. The later entries go before the earlier.',
  },
});

const types = objectSchema({
  schemas: {
    type: 'array',
    items: { type: 'string' },
    description: 'Schemas that PostgREST serves; the first is its default. public unless set.',
  },
  path: {
    type: 'string',
    description: 'File that `types` writes, relative to the project. src/database.types.ts unless set.',
  },
  format: {
    type: 'string',
    enum: typesFormats,
    description:
      'typescript: the type Database of postgrest-js and interfaces; database or interfaces: one of the two; json-schema: for other languages. typescript unless set.',
  },
});

const hook = { anyOf: [{ type: 'string' }, { type: 'boolean', const: false }] } as const;

const hooks = objectSchema({
  beforeRun: {
    ...hook,
    description: 'SQL file that runs once before the first script, under the run lock. None unless set.',
  },
  beforeEach: { ...hook, description: 'SQL file that runs before each script, in its transaction. None unless set.' },
  afterEach: { ...hook, description: 'SQL file that runs after each script, in its transaction. None unless set.' },
  afterRun: {
    ...hook,
    description: 'SQL file that runs once after the last script, also after one that failed. None unless set.',
  },
});

/** An environment: a database and how migrations run there. */
export const environmentShape = objectSchema({
  database: {
    ...database,
    description: "'embedded', or where the server is. embedded unless set, in development.",
  },
  migrations: { ...migrations, description: 'Overrides the migrations of the file.' },
  shadow: { ...shadow, description: 'Overrides the shadow of the file.' },
  drift: { ...drift, description: 'Overrides the drift of the file.' },
  lint: { ...lint, description: 'Overrides the lint of the file, rule by rule; its paths come behind those.' },
  rehearsal: { ...rehearsal, description: 'Overrides the rehearsal of the file.' },
  benchmarks: { ...benchmarks, description: 'Overrides the benchmarks of the file.' },
  hooks: { ...hooks, description: 'Overrides the hooks of the file, one by one; false takes one away.' },
  // Of the servers that somebody else runs; what an embedded one is, `database.major` says.
  postgres: {
    ...major,
    description: 'PostgreSQL major of its server, for validate. What the last run saw unless set.',
  },
  development: {
    type: 'boolean',
    description: 'The switch for lenient defaults. true for an environment of that name and for embedded databases.',
  },
  // Keys of the design that this version refuses by name as soon as they are used: see `listNotBuilt`.
  tenants: { notBuilt: true, description: 'Schemas or databases of several tenants.' },
  targets: { notBuilt: true, description: 'Several databases in one environment.' },
  docker: { notBuilt: true, description: 'Container of the database.' },
});

/** The config file. Environments may be functions; what they are or return is checked by `environmentShape`. */
export const configShape = objectSchema({
  $schema: { type: 'string', description: 'For editors.' },
  environments: { type: 'object', additionalProperties: {}, description: 'By name. development unless set.' },
  defaultEnvironment: {
    type: 'string',
    description: 'The environment when none is named. development unless set.',
  },
  sql: { type: 'string', description: 'Folder of the SQL files. ./sql unless set.' },
  migrations: { ...migrations, description: 'How migrations run in every environment.' },
  shadow: { ...shadow, description: 'Where validate makes its databases.' },
  drift: { ...drift, description: 'How live databases are compared.' },
  rehearsal: { ...rehearsal, description: 'How migrate --test rehearses.' },
  benchmarks: { ...benchmarks, description: 'What queries may cost more after the pending migrations.' },
  postgres: {
    ...major,
    description: 'PostgreSQL major of the servers of all environments that do not say theirs.',
  },
  lint: { ...lint, description: 'Which rules of the linter matter, and how much.' },
  types: { ...types, description: 'What `types` writes, and where.' },
  hooks: { ...hooks, description: 'SQL files that run around a run, and around each script in it.' },
});

/** An environment as a user writes it. */
export type EnvironmentConfig = ValueOf<typeof environmentShape>;

/** What a `pgrestify.config` file exports. An environment that is a function is called only when it is used. */
export type PgrestifyConfig = Omit<ValueOf<typeof configShape>, 'environments'> & {
  readonly environments?: Readonly<
    Record<string, EnvironmentConfig | (() => EnvironmentConfig | Promise<EnvironmentConfig>)>
  >;
};
