import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readGitCommit } from '../adapters/git/git-commit';
import { createNodeFiles } from '../adapters/node-files';
import { systemClock } from '../adapters/system-clock';
import { describeError } from '../apply/failures/describe-error';
import type { ShadowServers } from '../checks/shadow/shadow';
import { describeConnection } from '../config/database/describe-connection';
import { noteKnownServer } from '../config/database/known-servers';
import type { Settings } from '../config/settings';
import type { Backups, Prompt, ReadBase } from '../ports';
import type { Patience } from '../postgres/connection/open-patiently';
import { PostgresHistoryStore, type PostgresStoreOptions } from '../postgres/history/store';
import type { Session } from '../postgres/session/session';
import type { CommandPorts } from '../run/command';
import { readProject } from '../run/facts/project-files';
import { engineVersion } from '../version';
import { type Server, serverOf, sessionsOf } from './open-server';
import type { OpenPorts, OpenPortsOptions } from './ports-options';

export type { OpenPorts, OpenPortsOptions } from './ports-options';

/**
 * The real effects for a project and environment. Opens nothing by itself: the database is connected to (and the
 * embedded server started) when a command first asks for it, so a command that needs none pays for none.
 */
export function openPorts(
  settings: Settings,
  options: OpenPortsOptions,
  server: Server = serverOf(settings, options),
): OpenPorts {
  const files = createNodeFiles(settings.workspacePath);
  const largeScript = (relativePath: string) => files.pieces(join(settings.workspacePath, relativePath));
  const open = sessionsOf(server, settings);
  const store = new PostgresHistoryStore({
    open: async (_role, signal) => {
      const session = await open({}, signal);
      if (options.access !== 'read-only') return session;
      const { readOnly } = require('../postgres/session/read-only') as typeof import('../postgres/session/read-only');
      return readOnly(session);
    },
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
    ...(options.measure && { measure: options.measure }),
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
      const { openShadow } =
        require('../adapters/shadow/open-shadow') as typeof import('../adapters/shadow/open-shadow');
      const { project, projectRootPath, workspacePath } = settings;
      const { signal, learnSecrets } = options;
      const about = { project, projectRootPath, workspacePath, clock: systemClock, signal, largeScript };
      return openShadow(settings.shadow.server, request, { ...about, ...(learnSecrets && { learnSecrets }) });
    },
    shadowServers: shadowServersOf(settings),
    typesFile: (path) => {
      const { createTypesFiles } = require('../adapters/types-file') as typeof import('../adapters/types-file');
      const { typesMark } =
        require('../types/output/describe-types') as typeof import('../types/output/describe-types');
      const { projectRootPath, workspacePath } = settings;
      return createTypesFiles({ projectRootPath, workspacePath, mark: typesMark })(path);
    },
    openChanges: () => {
      const { openFileChanges } =
        require('../adapters/watch/open-file-changes') as typeof import('../adapters/watch/open-file-changes');
      return openFileChanges();
    },
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
    base: baseOf(settings, options),
    signal: options.signal,
    ...(options.progress === 'watched' && {
      onlooker: { expectedOf: (step) => loadDurations().findDuration(settings.projectRootPath, step) },
    }),
    noteDurations: (tookLong) => loadDurations().noteDurations(settings.projectRootPath, tookLong),
    ...(options.trace && { trace: options.trace }),
    openCopySource: (source) => {
      const copies = require('./open-copy-source') as typeof import('./open-copy-source');
      return copies.openCopySource(source, { options, openPorts });
    },
    ...(options.environmentSettings && { environmentSettings: options.environmentSettings }),
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

/** Loaded when a check asks for it. */
function baseOf({ workspacePath, projectRootPath }: Settings, { base }: OpenPortsOptions): ReadBase {
  let read: ReadBase | undefined;
  return (name) => {
    if (!read) {
      const { baseFiles } = require('../adapters/git/base-files') as typeof import('../adapters/git/base-files');
      const ref = base ?? { name: 'main', saidBy: 'default' };
      read = baseFiles({ workspacePath, projectRootPath, ref, env: process.env });
    }
    return read(name);
  };
}

/** Loaded only for steps that take long. */
function loadDurations(): typeof import('../adapters/durations/durations-file') {
  return require('../adapters/durations/durations-file') as typeof import('../adapters/durations/durations-file');
}

/** Loaded only when a run may need a shadow. */
function shadowServersOf({ shadow, projectRootPath, workspacePath }: Settings): ShadowServers {
  const load = () => {
    const { shadowServers } =
      require('../adapters/shadow/shadow-servers') as typeof import('../adapters/shadow/shadow-servers');
    return shadowServers(shadow.server, { projectRootPath, workspacePath, clock: systemClock });
  };
  return { majors: async () => load().majors(), find: async (wanted) => load().find(wanted) };
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
