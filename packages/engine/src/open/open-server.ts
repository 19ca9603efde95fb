import { hostname } from 'node:os';
import type { OpenDocker } from '../adapters/docker/open-docker';
import { applicationName } from '../config/database/application-name';
import type { DockerDatabase, EmbeddedDatabase, ServerDatabase, Settings } from '../config/settings';
import { assertNever } from '../errors';
import { type OpenSessionOptions, openSession } from '../postgres/connection/connect';
import type { Session } from '../postgres/session/session';

/** The server of an environment, wherever it runs. */
export interface Server {
  /** For one connection. Started, adopted or found at the first call. */
  address(): Promise<Pick<OpenSessionOptions, 'stream'> & { readonly database: ServerDatabase }>;
  release(): Promise<void>;
  /** The container that it is in, found at the first call; undefined for every other kind. */
  readonly docker?: () => Promise<OpenDocker>;
}

/** What finding a server tells. */
export interface ServerSurroundings {
  /** See `OpenPortsOptions`. */
  readonly learnSecrets?: (secrets: readonly string[]) => void;
}

/** Opens nothing by itself: started, adopted or found when it is first asked for an address. */
export function serverOf(settings: Settings, options: ServerSurroundings): Server {
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

function dockerServer(database: DockerDatabase, settings: Settings, { learnSecrets }: ServerSurroundings): Server {
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

/** Opens a session; `change` leads to another database of the server. */
export type OpenOnServer = (change: Partial<ServerDatabase>, signal?: AbortSignal) => Promise<Session>;

/** Opens sessions on a server as the settings say. */
export function sessionsOf(server: Server, { project, migrations, database: { kind } }: Settings): OpenOnServer {
  return async (change, signal) => {
    const { database, stream } = await server.address();
    return openSession(
      { ...database, ...change },
      {
        applicationName: applicationName(project, process.env, hostname()),
        connectTimeoutMs: migrations.connectTimeoutMs,
        libpqVariables: kind === 'server' ? 'heeded' : 'ignored',
        ...(stream && { stream }),
        ...(signal && { signal }),
      },
    );
  };
}
