import { randomBytes } from 'node:crypto';
import type { ShadowOrigin, ShadowRequest } from '../../../checks/shadow/shadow';
import type { DockerDatabase } from '../../../config/settings';
import { EngineError } from '../../../errors';
import { openSession } from '../../../postgres/connection/connect';
import type { Session } from '../../../postgres/session/session';
import { type OpenDocker, openDocker } from '../../docker/open-docker';
import { readLastLog, removeContainer, startServerContainer } from '../../docker/server-container';
import { findServerImage, type ImageSource, type ServerImage } from '../../docker/server-image';
import { shadowSettings } from '../../embedded/shadow/open-shadow-cluster';
import { createOwnRole, type OwnServer, prepareOwnServer } from './own-server';
import { reapShadowContainers, shadowLabels } from './shadow-containers';
import { connectTimeoutMs, type ShadowHost, type ShadowSurroundings, shadowName } from './shadow-host';

/**
 * A container of the image, started for the time of the shadow and removed at its end; those that killed runs left are
 * removed first. Throws IMAGE_MISSING, SHADOW_MAJOR_MISSING, CANCELLED, the errors of Docker, and CONNECTION_FAILED with
 * the last words of a server that does not come up.
 */
export async function openDockerHost(
  source: ImageSource,
  request: ShadowRequest,
  surroundings: ShadowSurroundings,
): Promise<ShadowHost> {
  const image = await findServerImage(source, surroundings);
  refuseImage(image, request.major);
  await reapShadowContainers(surroundings.project, surroundings.clock);
  const host = new DockerHost(image, request, surroundings);
  try {
    await host.begin();
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** Throws SHADOW_MAJOR_MISSING when the image says that it is of another major. */
export function refuseImage({ name, major }: ServerImage, wanted: number): void {
  if (major !== undefined && major !== wanted) throw isOfOther(name, major, wanted);
}

function isOfOther(name: string, major: number, wanted: number): EngineError {
  return new EngineError(
    'SHADOW_MAJOR_MISSING',
    `A shadow of PostgreSQL ${wanted} is needed, and the image ${name} is ${major}.`,
    {
      hint: `Let \`shadow\` of the config, or of the environment, name an image of PostgreSQL ${wanted}.`,
      fields: { major: wanted },
    },
  );
}

/** An image that initialises its data takes a second or two; one with many extensions some more. */
const startWithinMs = 60_000;
const pollMs = 200;

class DockerHost implements ShadowHost {
  readonly begunWith = undefined;
  readonly schemaThen = undefined;
  readonly #user: string;
  readonly #password = randomBytes(16).toString('hex');
  #id: string | undefined;
  #docker: OpenDocker | undefined;

  constructor(
    private readonly image: ServerImage,
    private readonly request: ShadowRequest,
    private readonly surroundings: ShadowSurroundings,
  ) {
    this.#user = image.environment.POSTGRES_USER ?? 'postgres';
    surroundings.learnSecrets?.([this.#password]);
  }

  get description(): string {
    return `a shadow in a container of ${this.image.name}`;
  }

  async begin(): Promise<void> {
    const { project, clock } = this.surroundings;
    this.#id = await startServerContainer({
      image: this.image,
      labels: shadowLabels(project, clock),
      user: this.#user,
      password: this.#password,
      database: this.request.databaseName,
      settings: shadowSettings,
    });
    const session = await this.#waitUntilServing(this.#id);
    const [row] = await session.rows('SHOW server_version_num').finally(() => session.close());
    const major = Math.floor(Number(row?.server_version_num) / 10_000);
    if (major !== this.request.major) throw isOfOther(this.image.name, major, this.request.major);
    await prepareOwnServer(this.#server, this.request);
  }

  connect(): Promise<Session> {
    return this.#open(this.request.databaseName, this.request.user ?? this.#user);
  }

  createRole(name: string): Promise<boolean> {
    return createOwnRole(this.#server, name);
  }

  async canGoBack(): Promise<boolean> {
    return false;
  }

  async keep(): Promise<boolean> {
    return false;
  }

  async checkpoint(): Promise<boolean> {
    return false;
  }

  /** Only a new server has nothing of the former: no role, no setting. */
  async reset(_to: ShadowOrigin): Promise<void> {
    await this.close();
    await this.begin();
  }

  async close(): Promise<void> {
    const id = this.#id;
    this.#id = undefined;
    this.#docker = undefined;
    if (id !== undefined) await removeContainer(id);
  }

  get #server(): OwnServer {
    return { user: this.#user, password: this.#password, administer: () => this.#open('postgres', this.#user) };
  }

  async #open(databaseName: string, user: string): Promise<Session> {
    if (this.#docker === undefined) throw new Error('The shadow is closed.');
    const { database, stream } = await this.#docker.address();
    return openSession(
      { ...database, database: databaseName, user },
      { applicationName: shadowName, connectTimeoutMs, ...(stream && { stream }) },
    );
  }

  /** The first server of the official image listens on its socket alone, so who connects has met the second. */
  async #waitUntilServing(id: string): Promise<Session> {
    const { clock, signal, projectRootPath, workspacePath } = this.surroundings;
    const settings: DockerDatabase = {
      kind: 'docker',
      source: { kind: 'container', name: id },
      network: undefined,
      port: 5432,
      database: this.request.databaseName,
      user: this.#user,
      password: this.#password,
    };
    const giveUpAt = clock.monotonicMs() + startWithinMs;
    for (;;) {
      try {
        // Asked anew each time: before it serves, its published port cannot be proved to be its own.
        this.#docker = await openDocker(settings, { projectRootPath, workspacePath });
        return await this.#open(this.request.databaseName, this.#user);
      } catch (error) {
        if (signal.aborted) throw new EngineError('CANCELLED', 'Interrupted while the server of a shadow started.');
        if (!(error instanceof EngineError) || !isOfStarting(error) || clock.monotonicMs() > giveUpAt) {
          throw await describeNoServer(error, this.image, id);
        }
      }
      await clock.sleep(pollMs, signal);
    }
  }
}

/** What a server that is on its way answers, or nobody. */
function isOfStarting({ code }: EngineError): boolean {
  return code === 'CONNECTION_FAILED' || code === 'SERVER_NOT_READY' || code === 'DATABASE_MISSING';
}

async function describeNoServer(error: unknown, { name }: ServerImage, id: string): Promise<unknown> {
  if (!(error instanceof EngineError)) return error;
  const log = await readLastLog(id);
  return new EngineError(
    'CONNECTION_FAILED',
    `The server of ${name} does not come up: ${error.message} It logged: ${log}`,
    {
      hint: 'Let `shadow` of the config name an image that starts a PostgreSQL server as the official one does.',
      cause: error,
    },
  );
}
