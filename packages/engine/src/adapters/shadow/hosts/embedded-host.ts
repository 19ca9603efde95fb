import type { ShadowOrigin, ShadowRequest, ShadowState } from '../../../checks/shadow/shadow';
import type { ServerDatabase } from '../../../config/settings';
import { openSession } from '../../../postgres/connection/connect';
import type { Session } from '../../../postgres/session/session';
import { embeddedMajor } from '../../embedded/binaries/majors';
import { openShadowCluster, type ShadowCluster } from '../../embedded/shadow/open-shadow-cluster';
import { survivesRestart } from '../survives-restart';
import { createOwnRole, type OwnServer, prepareOwnServer } from './own-server';
import { connectTimeoutMs, type ShadowHost, type ShadowSurroundings, shadowName } from './shadow-host';

/**
 * The project's embedded shadow cluster of that major, which is made anew, so that of earlier ones nothing is there but
 * the state that is asked for. Other tasks that want it wait. Throws EMBEDDED_BINARIES_MISSING, EMBEDDED_START_FAILED.
 */
export async function openEmbeddedHost(
  request: ShadowRequest,
  { projectRootPath, workspacePath }: Pick<ShadowSurroundings, 'projectRootPath' | 'workspacePath'>,
): Promise<ShadowHost> {
  const major = embeddedMajor(request.major);
  const states = request.states ?? [];
  const cluster = await openShadowCluster({ projectRootPath, workspacePath, major, states });
  const host = new EmbeddedHost(cluster, request);
  try {
    await host.prepare();
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

class EmbeddedHost implements ShadowHost {
  constructor(
    private readonly cluster: ShadowCluster,
    private readonly request: ShadowRequest,
  ) {}

  get begunWith(): ShadowState | undefined {
    return this.cluster.begunWith;
  }

  get schemaThen(): string | undefined {
    return this.cluster.schemaThen;
  }

  get description(): string {
    const { host, port, database } = this.#address;
    return `shadow ${host}:${port}/${database}`;
  }

  async prepare(): Promise<void> {
    if (this.begunWith === undefined) await prepareOwnServer(this.#server, this.request);
  }

  connect(): Promise<Session> {
    return this.#open(this.#address);
  }

  createRole(name: string): Promise<boolean> {
    return createOwnRole(this.#server, name);
  }

  canGoBack(): Promise<boolean> {
    return survivesRestart(() => this.connect());
  }

  keep(state: ShadowState, schema: string): Promise<boolean> {
    return this.cluster.keep(state, schema);
  }

  checkpoint(schema: string): Promise<boolean> {
    return this.cluster.checkpoint(schema);
  }

  async reset(to: ShadowOrigin): Promise<void> {
    if (to.kind === 'checkpoint') await this.cluster.restore();
    else await this.cluster.reset(to.kind === 'empty' ? [] : [to.key]);
    await this.prepare();
  }

  close(): Promise<void> {
    return this.cluster.close();
  }

  get #server(): OwnServer {
    const { user, password } = this.cluster.connection;
    const administer = () => this.#open({ ...this.#address, database: 'postgres', user });
    return { user, password, administer };
  }

  /** Where the server is changes with each restart. */
  get #address(): ServerDatabase {
    const { host, port, password, user } = this.cluster.connection;
    const { databaseName: database, user: role = user } = this.request;
    return { kind: 'server', host, port, database, user: role, password, ssl: undefined };
  }

  #open(address: ServerDatabase): Promise<Session> {
    return openSession(address, { applicationName: shadowName, connectTimeoutMs });
  }
}
