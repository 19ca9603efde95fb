import type { ShadowOrigin, ShadowRequest } from '../../../checks/shadow/shadow';
import type { ShadowServer } from '../../../config/settings';
import { EngineError } from '../../../errors';
import { openMaintenance, type ServerAccess } from '../../../postgres/database/maintenance-session';
import { lockKeySql, shadowLock } from '../../../postgres/lock/lock-keys';
import { createScratch, type ScratchDatabase } from '../../../postgres/scratch/create-scratch';
import { reapScratch } from '../../../postgres/scratch/reap-scratch';
import type { Session } from '../../../postgres/session/session';
import { ScratchRoles } from './scratch-roles';
import type { ShadowHost, ShadowSurroundings } from './shadow-host';
import { takenSettings } from './taken-settings';
import { accessTo, describeServer, readUrlServer, refuseServer, refuseSharedAddress } from './url-server';

/**
 * A scratch database on the server of `shadow.url`, with roles of its own as far as they are not there. One run at a time
 * has the server, since roles are the server's: others wait. Drops what earlier runs of the project left. Throws
 * SHADOW_IS_LIVE, SHADOW_MAJOR_MISSING, PRIVILEGE_MISSING, CANCELLED and the errors of connecting.
 */
export async function openUrlHost(
  shadow: Extract<ShadowServer, { readonly kind: 'url' }>,
  request: ShadowRequest,
  surroundings: ShadowSurroundings,
): Promise<ShadowHost> {
  refuseSharedAddress(shadow);
  const access = accessTo(shadow.database, surroundings);
  const session = await openMaintenance(access);
  try {
    refuseServer(shadow, await readUrlServer(session), request);
    await waitForTurn(session, surroundings);
    await reapScratch(surroundings.project, access);
    const settings = await takenSettings(session, request.sessionSettings ?? new Map());
    const access2 = accessTo(shadow.database, surroundings, settings);
    const host = new UrlHost(session, request, {
      access,
      inShadow: access2.open,
      surroundings,
      what: describeServer(shadow.database),
    });
    await host.begin();
    return host;
  } catch (error) {
    await session.close();
    throw error;
  }
}

interface UrlHostOptions {
  readonly access: ServerAccess;
  /** A session with the settings of the shadow. */
  readonly inShadow: ServerAccess['open'];
  readonly surroundings: ShadowSurroundings;
  readonly what: string;
}

class UrlHost implements ShadowHost {
  readonly begunWith = undefined;
  readonly #roles: ScratchRoles;
  #scratch: ScratchDatabase | undefined;

  /** The session holds the turn, and makes and drops roles. */
  constructor(
    private readonly session: Session,
    private readonly request: ShadowRequest,
    private readonly options: UrlHostOptions,
  ) {
    this.#roles = new ScratchRoles(session);
  }

  get description(): string {
    return `a shadow on ${this.options.what}`;
  }

  async begin(): Promise<void> {
    const { roles = [], scriptRoles = [] } = this.request;
    const { access, surroundings } = this.options;
    const { project, signal } = surroundings;
    this.#scratch = await createScratch({ project, signal }, access);
    try {
      await this.#roles.begin(roles, scriptRoles);
    } catch (error) {
      await this.#drop();
      throw error;
    }
  }

  async connect(): Promise<Session> {
    if (this.#scratch === undefined) throw new Error('The shadow is closed.');
    return this.options.inShadow(this.#scratch.name);
  }

  createRole(name: string): Promise<boolean> {
    return this.#roles.create(name);
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

  async reset(_to: ShadowOrigin): Promise<void> {
    await this.#drop();
    await this.begin();
  }

  async close(): Promise<void> {
    try {
      await this.#drop();
    } finally {
      await this.session.close();
    }
  }

  async #drop(): Promise<void> {
    const scratch = this.#scratch;
    this.#scratch = undefined;
    await scratch?.close();
    await this.#roles.drop();
  }
}

/** Never by a blocking lock: it would hold up a CREATE INDEX CONCURRENTLY of the database that it waits in. */
async function waitForTurn(session: Session, { clock, signal }: ShadowSurroundings): Promise<void> {
  for (;;) {
    const [row] = await session.rows(`SELECT pg_catalog.pg_try_advisory_lock(${lockKeySql(shadowLock)}) AS taken`);
    if (row?.taken === 't') return;
    await clock.sleep(pollMs * (0.5 + clock.random()), signal);
    if (signal.aborted) throw new EngineError('CANCELLED', 'Interrupted while another shadow had the server.');
  }
}

const pollMs = 200;
