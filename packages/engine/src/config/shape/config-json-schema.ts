import type { JsonSchema } from './check-shape';

// Generated from config.schema.ts by `npm run generate`. Do not edit.

/** What a config file exports, without what its environments hold. */
export const configJsonSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    $schema: {
      description: 'For editors.',
      type: 'string',
    },
    environments: {
      description: 'By name. development unless set.',
      type: 'object',
      propertyNames: {
        type: 'string',
      },
      additionalProperties: {},
    },
    defaultEnvironment: {
      description: 'The environment when none is named. development unless set.',
      type: 'string',
    },
    sql: {
      description: 'Folder of the SQL files. ./sql unless set.',
      type: 'string',
    },
    migrations: {
      description: 'How migrations run in every environment.',
      type: 'object',
      properties: {
        directory: {
          description: 'Folder of the versioned migrations. <sql>/migrations unless set.',
          type: 'string',
        },
        includeTestData: {
          description: 'Whether sql/test-data runs. false unless set.',
          type: 'boolean',
        },
        forbidTestData: {
          description:
            'Refuses --include-test-data. true unless set, except in development or where includeTestData is true.',
          type: 'boolean',
        },
        requireConfirmation: {
          description: 'Refuses to write without --confirm. false unless set.',
          type: 'boolean',
        },
        allowReset: {
          description: 'Whether --reset may be used. true in development, false elsewhere.',
          type: 'boolean',
        },
        outOfOrder: {
          description:
            'Whether a migration older than the newest applied one runs. true in development, false elsewhere.',
          type: 'boolean',
        },
        allowEmpty: {
          description: 'Whether an up.sql without a statement is applied. false in development, true elsewhere.',
          type: 'boolean',
        },
        lockTimeout: {
          description: 'How long a statement waits for a table lock. 5s unless set; 1200ms with zeroDowntime.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        lockRetryFor: {
          description: 'How long a migration is tried again after lockTimeout. 2min; 10s in development.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        runLockTimeout: {
          description: 'How long to wait for another run of migrations. 10min unless set.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        statementTimeout: {
          description: 'Limit of a statement. 0 (none) unless set.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        connectTimeout: {
          description: 'How long an attempt to connect may take. 10s unless set.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        waitForDatabase: {
          description:
            'How long to wait for a server that is starting, crowded or not reachable yet. 5s unless set; 0 is one attempt.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        backupBeforeMigration: {
          description: 'Whether every run takes a backup before its first step, as --backup does. false unless set.',
          type: 'boolean',
        },
        backup: {
          description: 'Where backups go, how many are kept, and what writes them.',
          type: 'object',
          properties: {
            directory: {
              description: 'Folder of the backups. .pgrestify/backups of the project unless set.',
              type: 'string',
            },
            keep: {
              description: 'How many are kept of one project, environment and database. All unless set.',
              type: 'integer',
              minimum: 1,
              maximum: 9007199254740991,
            },
            pgDump: {
              description:
                'Path of pg_dump, with pg_restore beside it. PGRESTIFY_PG_DUMP unless set, then the one that fits best.',
              type: 'string',
            },
          },
          additionalProperties: false,
        },
        zeroDowntime: {
          description:
            'Refuses statements that make the application wait for a table with rows, as --no-lock does. false unless set.',
          type: 'boolean',
        },
        downs: {
          description:
            "'none': migrations of this project have no down.sql, and validate does not ask for any. expected unless set.",
          type: 'string',
          enum: ['expected', 'none'],
        },
      },
      additionalProperties: false,
    },
    shadow: {
      description: 'Where validate makes its databases.',
      type: 'object',
      properties: {
        kind: {
          description: 'embedded unless set.',
          notBuiltValues: ['url', 'docker'],
          type: 'string',
          enum: ['embedded', 'url', 'docker'],
        },
        major: {
          description: 'PostgreSQL major. Those of the environments (`postgres`), or 18, unless set.',
          type: 'integer',
          minimum: 14,
          maximum: 30,
        },
        roles: {
          description:
            'Roles that an administrator makes on the servers, and that scripts name: made first, without login.',
          type: 'array',
          items: {
            type: 'string',
          },
        },
        url: {
          description: 'Server on which shadow databases are made.',
          notBuilt: true,
        },
        image: {
          description: 'Docker image of the shadow server.',
          notBuilt: true,
        },
        setup: {
          description: 'SQL files that run first on a shadow.',
          notBuilt: true,
        },
      },
      additionalProperties: false,
    },
    drift: {
      description: 'How live databases are compared.',
      type: 'object',
      properties: {
        ignore: {
          description:
            'What drift and --verify do not compare: names with their schema, in which * stands for anything, or { partitionsOf }.',
          type: 'array',
          items: {
            anyOf: [
              {
                type: 'string',
              },
              {
                type: 'object',
                properties: {
                  partitionsOf: {
                    type: 'string',
                    description: 'A partitioned table.',
                  },
                },
                required: ['partitionsOf'],
                additionalProperties: false,
              },
            ],
          },
        },
      },
      additionalProperties: false,
    },
    postgres: {
      description: 'PostgreSQL major of the servers of all environments that do not say theirs.',
      type: 'integer',
      minimum: 14,
      maximum: 30,
    },
    lint: {
      description: 'Rules of the linter.',
      notBuilt: true,
    },
    types: {
      description: 'Where TypeScript types are written.',
      notBuilt: true,
    },
    hooks: {
      description: 'Commands around a run.',
      notBuilt: true,
    },
  },
  additionalProperties: false,
};

/** What an environment is, or its function returns. */
export const environmentJsonSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    database: {
      description: "'embedded', or where the server is. embedded unless set, in development.",
      anyOf: [
        {
          type: 'string',
          const: 'embedded',
        },
        {
          type: 'object',
          properties: {
            kind: {
              description:
                'server unless set. embedded runs PostgreSQL from npm packages, docker is a server in a container that runs.',
              type: 'string',
              enum: ['embedded', 'server', 'docker'],
            },
            major: {
              description: 'PostgreSQL major of an embedded server. 18 unless set.',
              type: 'integer',
              minimum: 14,
              maximum: 30,
            },
            url: {
              description: 'postgres://user:password@host:port/database?sslmode=…',
              type: 'string',
            },
            host: {
              description: 'PGHOST unless set, then localhost.',
              type: 'string',
            },
            port: {
              description: 'PGPORT unless set, then 5432.',
              type: ['number', 'string'],
            },
            database: {
              description: 'PGDATABASE unless set. Of an embedded server: the name of the project.',
              type: 'string',
            },
            username: {
              description: 'PGUSER unless set.',
              type: 'string',
            },
            user: {
              description: 'The same as username.',
              type: 'string',
            },
            password: {
              description: 'PGPASSWORD unless set, then ~/.pgpass.',
              type: 'string',
            },
            ssl: {
              description: 'true is verify-full. PGSSLMODE unless set, then no TLS.',
              anyOf: [
                {
                  type: 'boolean',
                },
                {
                  type: 'string',
                  enum: ['disable', 'require', 'verify-ca', 'verify-full'],
                },
                {
                  type: 'object',
                  properties: {
                    mode: {
                      description: 'How much is checked. verify-full unless set.',
                      type: 'string',
                      enum: ['disable', 'require', 'verify-ca', 'verify-full'],
                    },
                    ca: {
                      description: 'Certificates to trust: PEM text, or a path relative to the project.',
                      type: 'string',
                    },
                    cert: {
                      description: 'Client certificate: PEM text or a path.',
                      type: 'string',
                    },
                    key: {
                      description: 'Key of the client certificate: PEM text or a path.',
                      type: 'string',
                    },
                  },
                  additionalProperties: false,
                },
              ],
            },
            createDatabase: {
              description:
                'Whether migrate creates the database when the server has none of that name. false unless set.',
              type: 'boolean',
            },
            service: {
              description: 'Of docker: the compose service of the server. postgres unless set.',
              type: 'string',
            },
            container: {
              description: 'Of docker: the name or id of its container, in place of a service.',
              type: 'string',
            },
            network: {
              description: 'Of docker: the network to reach it by. Its published port, or its own network, unless set.',
              type: 'string',
            },
          },
          additionalProperties: false,
        },
      ],
    },
    migrations: {
      description: 'Overrides the migrations of the file.',
      type: 'object',
      properties: {
        directory: {
          description: 'Folder of the versioned migrations. <sql>/migrations unless set.',
          type: 'string',
        },
        includeTestData: {
          description: 'Whether sql/test-data runs. false unless set.',
          type: 'boolean',
        },
        forbidTestData: {
          description:
            'Refuses --include-test-data. true unless set, except in development or where includeTestData is true.',
          type: 'boolean',
        },
        requireConfirmation: {
          description: 'Refuses to write without --confirm. false unless set.',
          type: 'boolean',
        },
        allowReset: {
          description: 'Whether --reset may be used. true in development, false elsewhere.',
          type: 'boolean',
        },
        outOfOrder: {
          description:
            'Whether a migration older than the newest applied one runs. true in development, false elsewhere.',
          type: 'boolean',
        },
        allowEmpty: {
          description: 'Whether an up.sql without a statement is applied. false in development, true elsewhere.',
          type: 'boolean',
        },
        lockTimeout: {
          description: 'How long a statement waits for a table lock. 5s unless set; 1200ms with zeroDowntime.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        lockRetryFor: {
          description: 'How long a migration is tried again after lockTimeout. 2min; 10s in development.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        runLockTimeout: {
          description: 'How long to wait for another run of migrations. 10min unless set.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        statementTimeout: {
          description: 'Limit of a statement. 0 (none) unless set.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        connectTimeout: {
          description: 'How long an attempt to connect may take. 10s unless set.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        waitForDatabase: {
          description:
            'How long to wait for a server that is starting, crowded or not reachable yet. 5s unless set; 0 is one attempt.',
          anyOf: [
            {
              type: 'number',
              minimum: 0,
              maximum: 2147483647,
            },
            {
              type: 'string',
              pattern: '^(0|\\d{1,6} ?(ms|s|sec|m|min|h|d|w))$',
            },
          ],
        },
        backupBeforeMigration: {
          description: 'Whether every run takes a backup before its first step, as --backup does. false unless set.',
          type: 'boolean',
        },
        backup: {
          description: 'Where backups go, how many are kept, and what writes them.',
          type: 'object',
          properties: {
            directory: {
              description: 'Folder of the backups. .pgrestify/backups of the project unless set.',
              type: 'string',
            },
            keep: {
              description: 'How many are kept of one project, environment and database. All unless set.',
              type: 'integer',
              minimum: 1,
              maximum: 9007199254740991,
            },
            pgDump: {
              description:
                'Path of pg_dump, with pg_restore beside it. PGRESTIFY_PG_DUMP unless set, then the one that fits best.',
              type: 'string',
            },
          },
          additionalProperties: false,
        },
        zeroDowntime: {
          description:
            'Refuses statements that make the application wait for a table with rows, as --no-lock does. false unless set.',
          type: 'boolean',
        },
        downs: {
          description:
            "'none': migrations of this project have no down.sql, and validate does not ask for any. expected unless set.",
          type: 'string',
          enum: ['expected', 'none'],
        },
      },
      additionalProperties: false,
    },
    shadow: {
      description: 'Overrides the shadow of the file.',
      type: 'object',
      properties: {
        kind: {
          description: 'embedded unless set.',
          notBuiltValues: ['url', 'docker'],
          type: 'string',
          enum: ['embedded', 'url', 'docker'],
        },
        major: {
          description: 'PostgreSQL major. Those of the environments (`postgres`), or 18, unless set.',
          type: 'integer',
          minimum: 14,
          maximum: 30,
        },
        roles: {
          description:
            'Roles that an administrator makes on the servers, and that scripts name: made first, without login.',
          type: 'array',
          items: {
            type: 'string',
          },
        },
        url: {
          description: 'Server on which shadow databases are made.',
          notBuilt: true,
        },
        image: {
          description: 'Docker image of the shadow server.',
          notBuilt: true,
        },
        setup: {
          description: 'SQL files that run first on a shadow.',
          notBuilt: true,
        },
      },
      additionalProperties: false,
    },
    drift: {
      description: 'Overrides the drift of the file.',
      type: 'object',
      properties: {
        ignore: {
          description:
            'What drift and --verify do not compare: names with their schema, in which * stands for anything, or { partitionsOf }.',
          type: 'array',
          items: {
            anyOf: [
              {
                type: 'string',
              },
              {
                type: 'object',
                properties: {
                  partitionsOf: {
                    type: 'string',
                    description: 'A partitioned table.',
                  },
                },
                required: ['partitionsOf'],
                additionalProperties: false,
              },
            ],
          },
        },
      },
      additionalProperties: false,
    },
    postgres: {
      description: 'PostgreSQL major of its server, for validate. What the last run saw unless set.',
      type: 'integer',
      minimum: 14,
      maximum: 30,
    },
    development: {
      description: 'The switch for lenient defaults. true for an environment of that name and for embedded databases.',
      type: 'boolean',
    },
    tenants: {
      description: 'Schemas or databases of several tenants.',
      notBuilt: true,
    },
    targets: {
      description: 'Several databases in one environment.',
      notBuilt: true,
    },
    docker: {
      description: 'Container of the database.',
      notBuilt: true,
    },
  },
  additionalProperties: false,
};
