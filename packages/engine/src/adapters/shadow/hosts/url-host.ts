import type { ShadowOrigin, ShadowRequest } from '../../../checks/shadow/shadow';
import type { ShadowServer } from '../../../config/settings';
import { EngineError } from '../../../errors';
import { openMaintenance, type ServerAccess } from '../../../postgres/database/maintenance-session';
import { lockKeySql, shadowLock } from '../../../postgres/lock/lock-keys';
import { createScratch, type ScratchDatabase } from '../../../postgres/scratch/create-scratch';
import { reapScratch } from '../../../postgres/scratch/reap-scratch';
import type { Session } from '../../../postgres/session/session';
import { withSession } from './own-server';
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
    const { open: inShadow } = accessTo(shadow.database, surroundings, settings);
    const host = new UrlHost(session, request, {
      access,
      inShadow,
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
  readonly schemaThen = undefined;
  readonly #roles: ScratchRoles;
  #scratch: ScratchDatabase | undefined;
  #checkpoint: Checkpoint | undefined;

  /** The session holds the turn, and makes and drops roles. */
  constructor(
    private readonly session: Session,
    private readonly request: ShadowRequest,
    private readonly options: UrlHostOptions,
  ) {
    this.#roles = new ScratchRoles(session, request.namesRole ?? (() => false));
  }

  get description(): string {
    return `a shadow on ${this.options.what}`;
  }

  async begin(): Promise<void> {
    this.#scratch = await this.#create();
    try {
      await this.#roles.begin(this.request.roles ?? []);
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

  /** States are not kept for later runs: they would be databases that nobody drops on a server of somebody's. */
  async canGoBack(to: 'state' | 'checkpoint'): Promise<boolean> {
    if (to === 'state' || (await this.#roles.areScripts())) return false;
    return withSession(
      () => this.connect(),
      async (session) => (await session.rows(isWholeInCopySql))[0]?.whole === 't',
    );
  }

  async keep(): Promise<boolean> {
    return false;
  }

  async checkpoint(): Promise<boolean> {
    await this.#checkpoint?.copy.close();
    this.#checkpoint = undefined;
    try {
      this.#checkpoint = { copy: await this.#create(this.#scratch?.name), roles: await this.#roles.list() };
      return true;
    } catch (error) {
      // A disk that is full, say: it is only a faster way back.
      if (error instanceof EngineError && error.code === 'SERVER_REFUSED') return false;
      throw error;
    }
  }

  async reset(to: ShadowOrigin): Promise<void> {
    const checkpoint = to.kind === 'checkpoint' ? this.#checkpoint : undefined;
    if (checkpoint === undefined) {
      await this.#drop();
      await this.begin();
      return;
    }
    await this.#scratch?.close();
    await this.#roles.dropSince(checkpoint.roles);
    this.#scratch = await this.#create(checkpoint.copy.name);
  }

  async close(): Promise<void> {
    try {
      await this.#checkpoint?.copy.close().finally(() => {
        this.#checkpoint = undefined;
      });
      await this.#drop();
    } finally {
      await this.session.close();
    }
  }

  #create(copyOf?: string): Promise<ScratchDatabase> {
    const { access, surroundings } = this.options;
    const { project, signal } = surroundings;
    return createScratch({ project, signal, ...(copyOf !== undefined && { copyOf }) }, access);
  }

  async #drop(): Promise<void> {
    const scratch = this.#scratch;
    this.#scratch = undefined;
    await scratch?.close();
    await this.#roles.drop();
  }
}

/** A copy of the database, and which roles were there then. */
interface Checkpoint {
  readonly copy: ScratchDatabase;
  readonly roles: ReadonlySet<string>;
}

/** Whether a copy has all of it: rights on the database, its settings and its comment are the server's. */
const isWholeInCopySql = `SELECT d.datacl IS NULL AND pg_catalog.shobj_description(d.oid, 'pg_database') IS NULL
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s WHERE s.setdatabase = d.oid)
  AND pg_catalog.pg_database_size(d.oid) < 512 * 1024 * 1024 AS whole
FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()`;

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
