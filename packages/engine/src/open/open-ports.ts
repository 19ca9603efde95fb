import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { OpenDocker } from '../adapters/docker/open-docker';
import { readGitCommit } from '../adapters/git-commit';
import { createNodeFiles } from '../adapters/node-files';
import { systemClock } from '../adapters/system-clock';
import type { Terminal } from '../adapters/terminal-prompt';
import { describeError } from '../apply/failures/describe-error';
import type { ShadowServers } from '../checks/shadow/shadow';
import { applicationName } from '../config/database/application-name';
import { describeConnection } from '../config/database/describe-connection';
import { noteKnownServer } from '../config/database/known-servers';
import type { DockerDatabase, EmbeddedDatabase, ServerDatabase, Settings } from '../config/settings';
import { assertNever } from '../errors';
import type { Reporter } from '../events';
import type { Backups, Prompt } from '../ports';
import { type OpenSessionOptions, openSession } from '../postgres/connection/connect';
import type { Patience } from '../postgres/connection/open-patiently';
import { PostgresHistoryStore, type PostgresStoreOptions } from '../postgres/history/store';
import type { Liveness } from '../postgres/session/answer-deadline';
import type { Session } from '../postgres/session/session';
import type { CommandPorts } from '../run/command';
import { readProject } from '../run/facts/project-files';
import { engineVersion } from '../version';

/** Real ports, and what gives them back. */
export interface OpenPorts extends CommandPorts {
  readonly store: PostgresHistoryStore;
  /** Closes the connections; the embedded server stops when this was its last user. */
  close(): Promise<void>;
}

/** What the caller brings to the real ports. */
export interface OpenPortsOptions {
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** How long to bear with a server that is silent; only tests have less patience. */
  readonly liveness?: Liveness;
  /** The terminal at which a confirmation may be asked; absent: none. */
  readonly terminal?: Pick<Terminal, 'input' | 'write'>;
  /** See `CommandPorts.projectSettings`. */
  readonly projectSettings?: CommandPorts['projectSettings'];
  /** Projects of the workspace that depend on this one: what they require may lie in databases of their own. */
  readonly dependentProjects?: readonly string[];
  /** Projects whose migrate runs before this one in the same command, so that a dry run counts what they would apply. */
  readonly migratedFirst?: readonly string[];
  /** See `CommandPorts.trace`. */
  readonly trace?: CommandPorts['trace'];
  /** Told of secrets that are learned on the way, as those of a container, before they could be in any message. */
  readonly learnSecrets?: (secrets: readonly string[]) => void;
}

/**
 * The real effects for a project and environment. Opens nothing by itself: the database is connected to (and the
 * embedded server started) when a command first asks for it, so a command that needs none pays for none.
 */
export function openPorts(settings: Settings, options: OpenPortsOptions): OpenPorts {
  const files = createNodeFiles(settings.workspacePath);
  const server = serverOf(settings, options);
  const largeScript = (relativePath: string) => files.pieces(join(settings.workspacePath, relativePath));
  const open = async (change: Partial<ServerDatabase>, signal?: AbortSignal) => {
    const { database, stream } = await server.address();
    return openSession(
      { ...database, ...change },
      {
        applicationName: applicationName(settings.project, process.env, hostname()),
        connectTimeoutMs: settings.migrations.connectTimeoutMs,
        libpqVariables: settings.database.kind === 'server' ? 'heeded' : 'ignored',
        ...(stream && { stream }),
        ...(signal && { signal }),
      },
    );
  };
  const store = new PostgresHistoryStore({
    open: (_role, signal) => open({}, signal),
    ...createsDatabase(settings, options, { server, open: (database) => open({ database }) }),
    patience: patienceOf(settings, options),
    description: describeConnection(settings),
    project: settings.project,
    target: '',
    clock: systemClock,
    runLockTimeoutMs: settings.migrations.runLockTimeoutMs,
    ...(options.liveness && { liveness: options.liveness }),
    lockTimeoutMs: settings.migrations.lockTimeoutMs,
    largeScript,
  });
  return {
    store,
    files,
    // What only checks need is loaded here.
    live: () => {
      const live = require('../postgres/database/live-database') as typeof import('../postgres/database/live-database');
      return live.liveDatabase(store, settings.migrations.lockTimeoutMs);
    },
    tables: (lookups) => {
      const catalog =
        require('../postgres/catalog/table-catalog') as typeof import('../postgres/catalog/table-catalog');
      return catalog.readTableCatalog(store, lookups, settings.migrations.lockTimeoutMs);
    },
    adoption: (question) => {
      const facts =
        require('../postgres/history/adoption-facts') as typeof import('../postgres/history/adoption-facts');
      return facts.readAdoptionFacts(store, question);
    },
    openShadow: (request) => {
      const shadow = require('../adapters/shadow/open-shadow') as typeof import('../adapters/shadow/open-shadow');
      const { projectRootPath, workspacePath } = settings;
      return shadow.openShadow(request, { projectRootPath, workspacePath, clock: systemClock, largeScript });
    },
    shadowServers: shadowServersOf(settings),
    noteServer: (major) => {
      const { projectRootPath, environment, servers } = settings;
      const environments = servers.map((each) => each.environment);
      return noteKnownServer(projectRootPath, { environment, major, environments });
    },
    backups: backupsOf(settings, server, store),
    clock: systemClock,
    reporter: options.reporter,
    newRunId: randomUUID,
    engineVersion,
    gitCommit: () => readGitCommit(settings.workspacePath, process.env),
    signal: options.signal,
    ...(options.trace && { trace: options.trace }),
    ...(options.terminal && { prompt: promptAt(options.terminal) }),
    ...(options.projectSettings && {
      projectSettings: options.projectSettings,
      isAppliedElsewhere: isAppliedElsewhere(settings, options, options.projectSettings),
      dependentsElsewhere: dependentsElsewhere(settings, options, options.projectSettings),
      plannedFirst: plannedFirst(options, options.projectSettings),
    }),
    close: async () => {
      await store.close();
      await server.release();
    },
  };
}

/** Loaded only when a run may need a shadow. */
function shadowServersOf({ projectRootPath, workspacePath }: Settings): ShadowServers {
  const load = () => require('../adapters/shadow/shadow-servers') as typeof import('../adapters/shadow/shadow-servers');
  return {
    get majors() {
      return load().shadowMajors;
    },
    find: (major) => load().findShadowServer(major, { projectRootPath, workspacePath }),
  };
}

/** Loaded here, when there is somebody to ask. */
function promptAt(terminal: NonNullable<OpenPortsOptions['terminal']>): Prompt {
  const { terminalPrompt } = require('../adapters/terminal-prompt') as typeof import('../adapters/terminal-prompt');
  return terminalPrompt({ ...terminal, clock: systemClock });
}

/** Loaded here, since most databases are there. */
function createsDatabase(
  { database }: Settings,
  { reporter }: OpenPortsOptions,
  { server, open }: { readonly server: Server; readonly open: (databaseName: string) => Promise<Session> },
): Pick<PostgresStoreOptions, 'createDatabase'> {
  if (database.kind === 'embedded' || !database.createDatabase) return {};
  return {
    createDatabase: async () => {
      const { createDatabase } =
        require('../postgres/database/create-database') as typeof import('../postgres/database/create-database');
      const missing = (await server.address()).database;
      const outcome = await createDatabase(missing, { open, clock: systemClock });
      if (outcome === 'exists') return;
      reporter.report({ type: 'database-created', at: systemClock.now(), database: missing.database });
    },
  };
}

function patienceOf(settings: Settings, { reporter, signal }: OpenPortsOptions): Patience {
  const { waitForDatabaseMs: forMs } = settings.migrations;
  const database = describeConnection(settings);
  const at = () => systemClock.now();
  return {
    forMs,
    signal,
    onWaiting: (because) =>
      reporter.report({
        type: 'database-waiting',
        at: at(),
        database,
        error: describeError(because),
        waitForMs: forMs,
      }),
    onWaited: (waitedMs) => reporter.report({ type: 'database-connected', at: at(), database, waitedMs }),
  };
}

/** Loaded only when a run asks for a backup. */
function backupsOf(settings: Settings, server: Server, store: PostgresHistoryStore): Backups {
  let opened: Backups | undefined;
  const backups = (): Backups => {
    opened ??= openBackups();
    return opened;
  };
  const openBackups = (): Backups => {
    const pgDump =
      require('../adapters/pg-dump/pg-dump-backups') as typeof import('../adapters/pg-dump/pg-dump-backups');
    const serverMajor = async () => Math.floor((await store.server()).serverVersion / 10_000);
    const address = async () => (await server.address()).database;
    return pgDump.pgDumpBackups({ settings, serverMajor, address, docker: server.docker, clock: systemClock });
  };
  return { plan: () => backups().plan(), take: (plan, request) => backups().take(plan, request) };
}

/** Looks a requirement up in the other project's own database, read-only; in the same database it was looked up already. */
function isAppliedElsewhere(
  settings: Settings,
  options: OpenPortsOptions,
  projectSettings: NonNullable<OpenPortsOptions['projectSettings']>,
): NonNullable<CommandPorts['isAppliedElsewhere']> {
  return async (project, version) => {
    const other = await projectSettings(project);
    if (!other || saysSameDatabase(settings, other)) {
      return false;
    }
    return withStoreOf(other, options, (store) => store.isApplied(project, version));
  };
}

/** Does something with the store of another project, opened for it alone. */
async function withStoreOf<T>(
  other: Settings,
  { reporter, signal, learnSecrets }: OpenPortsOptions,
  body: (store: PostgresHistoryStore) => Promise<T>,
): Promise<T> {
  const ports = openPorts(other, { reporter, signal, ...(learnSecrets && { learnSecrets }) });
  try {
    return await body(ports.store);
  } finally {
    await ports.close();
  }
}

/** Loaded when something is undone: most runs undo nothing. */
function dependentsElsewhere(
  settings: Settings,
  options: OpenPortsOptions,
  settingsOf: NonNullable<OpenPortsOptions['projectSettings']>,
): NonNullable<CommandPorts['dependentsElsewhere']> {
  return (undone) => {
    const { readDependentsElsewhere } =
      require('../commands/other-projects/dependents-elsewhere') as typeof import('../commands/other-projects/dependents-elsewhere');
    return readDependentsElsewhere(settings.project, undone, {
      names: options.dependentProjects ?? [],
      settingsOf,
      isHere: (other) => saysSameDatabase(settings, other),
      readSet: (other) => readProject(other, createNodeFiles(other.workspacePath)).set,
      withStore: (other, body) => withStoreOf(other, options, body),
    });
  };
}

/** Loaded when a dry run lacks what is required: what the projects before it would have applied by then. */
function plannedFirst(
  options: OpenPortsOptions,
  settingsOf: NonNullable<OpenPortsOptions['projectSettings']>,
): NonNullable<CommandPorts['plannedFirst']> {
  const { migratedFirst: names = [], ...others } = options;
  return ({ confirm }) => {
    const { planFirst } =
      require('../commands/other-projects/planned-first') as typeof import('../commands/other-projects/planned-first');
    return planFirst({
      names,
      settingsOf,
      dryRun: async (other) => {
        const { migrate } = require('../commands/migrate/migrate') as typeof import('../commands/migrate/migrate');
        const migratedFirst = names.filter((name) => name !== other.project);
        const ports = openPorts(other, { ...others, migratedFirst, reporter: { report: () => {} } });
        try {
          return await migrate(other, { dryRun: true, confirm }, ports);
        } finally {
          await ports.close();
        }
      },
    });
  };
}

/**
 * Whether two settings say the same database, so that there is nowhere else to look. Known before connecting: one that is
 * said in another way is looked in once more, with the same answer. Embedded databases are of a server for each project.
 */
function saysSameDatabase(one: Settings, other: Settings): boolean {
  const isOfOneServer = one.database.kind === 'server' || one.projectRootPath === other.projectRootPath;
  return isOfOneServer && describeConnection(one) === describeConnection(other);
}

interface Server {
  /** For one connection. Started, adopted or found at the first call. */
  address(): Promise<Pick<OpenSessionOptions, 'stream'> & { readonly database: ServerDatabase }>;
  release(): Promise<void>;
  /** The container that it is in, found at the first call; undefined for every other kind. */
  readonly docker?: () => Promise<OpenDocker>;
}

function serverOf(settings: Settings, options: OpenPortsOptions): Server {
  const { database } = settings;
  switch (database.kind) {
    case 'server':
      return { address: async () => ({ database }), release: async () => {} };
    case 'docker':
      return dockerServer(database, settings, options);
    case 'embedded':
      return embeddedServer(database, settings);
    default:
      return assertNever(database);
  }
}

function dockerServer(database: DockerDatabase, settings: Settings, { learnSecrets }: OpenPortsOptions): Server {
  let opened: Promise<OpenDocker> | undefined;
  const docker = () => {
    const { openDocker } = require('../adapters/docker/open-docker') as typeof import('../adapters/docker/open-docker');
    opened ??= openDocker(database, { ...settings, learnSecrets });
    return opened;
  };
  return { docker, address: async () => (await docker()).address(), release: async () => {} };
}

function embeddedServer(database: EmbeddedDatabase, settings: Settings): Server {
  let opened: ReturnType<typeof openEmbedded> | undefined;
  const openEmbedded = () => {
    // Loaded here, since most runs of production have no embedded server.
    const embedded =
      require('../adapters/embedded/open-embedded') as typeof import('../adapters/embedded/open-embedded');
    return embedded.openEmbedded({
      projectRootPath: settings.projectRootPath,
      workspacePath: settings.workspacePath,
      project: settings.project,
      major: database.major as Parameters<typeof embedded.openEmbedded>[0]['major'],
      databaseName: database.databaseName,
    });
  };
  return {
    address: async () => {
      opened ??= openEmbedded();
      const { host, port, user, password, database: name } = await opened;
      return { database: { kind: 'server', host, port, user, password, database: name, ssl: undefined } };
    },
    release: async () => {
      const embedded = await opened?.catch(() => undefined);
      await embedded?.close();
    },
  };
}
