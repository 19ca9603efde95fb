import { DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import type { Answers, Shadow, ShadowOrigin, ShadowRequest, ShadowState } from '../../checks/shadow/shadow';
import type { ServerDatabase } from '../../config/settings';
import type { HistoryStore } from '../../history/store';
import type { CatalogRow, Clock } from '../../ports';
import { openSession } from '../../postgres/connection/connect';
import { PostgresHistoryStore } from '../../postgres/history/store';
import type { Session } from '../../postgres/session/session';
import { readSqlState, withAdminClient } from '../embedded/admin-client';
import { embeddedMajor } from '../embedded/binaries/majors';
import { openShadowCluster, type ShadowCluster } from '../embedded/shadow/open-shadow-cluster';
import { SnapshotSession } from './snapshot-session';
import { survivesRestart } from './survives-restart';

/** Where a shadow lives, and what its stores need. */
export interface ShadowSurroundings {
  readonly projectRootPath: string;
  readonly workspacePath: string;
  readonly clock: Clock;
  /** Bytes of a script over 8 MB, in pieces; the path is relative to the workspace. */
  readonly largeScript: (relativePath: string) => Iterable<Buffer>;
}

/** A server of one's own on this machine answers at once, or not at all. */
const connectTimeoutMs = 10_000;

/**
 * A shadow on the project's embedded shadow cluster of that major, which is made anew, so that of earlier ones nothing is
 * there but the state that is asked for. Other tasks that want it wait. Throws EMBEDDED_BINARIES_MISSING,
 * EMBEDDED_START_FAILED.
 */
export async function openShadow(request: ShadowRequest, surroundings: ShadowSurroundings): Promise<Shadow> {
  const { projectRootPath, workspacePath } = surroundings;
  const major = embeddedMajor(request.major);
  const states = request.states ?? [];
  const cluster = await openShadowCluster({ projectRootPath, workspacePath, major, states });
  const shadow = new EmbeddedShadow(cluster, request, surroundings);
  try {
    await shadow.begin();
    return shadow;
  } catch (error) {
    await shadow.close();
    throw error;
  }
}

class EmbeddedShadow implements Shadow {
  readonly #stores = new Map<string, PostgresHistoryStore>();
  /** A connection of its own: those of the histories are busy with steps, or given up with one that failed. */
  readonly #snapshots = new SnapshotSession(() => this.#connect());
  #closed: Promise<void> | undefined;

  constructor(
    private readonly cluster: ShadowCluster,
    private readonly request: ShadowRequest,
    private readonly surroundings: ShadowSurroundings,
  ) {}

  get begunWith(): ShadowState | undefined {
    return this.cluster.begunWith;
  }

  /** Makes what an empty cluster lacks, and connects. */
  async begin(): Promise<void> {
    if (this.begunWith === undefined) await prepareCluster(this.cluster, this.request);
    await this.#snapshots.open();
  }

  store(project: string): HistoryStore {
    const store = this.#stores.get(project) ?? this.#openStore(project);
    this.#stores.set(project, store);
    return store;
  }

  snapshot(): Promise<readonly CatalogRow[]> {
    return this.#snapshots.snapshot();
  }

  async ask(text: string): Promise<Answers> {
    const session = await this.#connect();
    try {
      return (await session.send({ text })).rowSets;
    } finally {
      await session.close();
    }
  }

  letGo(): Promise<void> {
    return this.#snapshots.letGo();
  }

  async createRole(name: string): Promise<boolean> {
    try {
      await createRoles(this.cluster, [name]);
      return true;
    } catch (error) {
      if (error instanceof DatabaseError) return false;
      throw error;
    }
  }

  keep(state: ShadowState): Promise<boolean> {
    return this.#copy(() => this.cluster.keep(state));
  }

  checkpoint(): Promise<boolean> {
    return this.#copy(() => this.cluster.checkpoint());
  }

  async #copy(copy: () => Promise<boolean>): Promise<boolean> {
    if (!(await survivesRestart(() => this.#connect()))) return false;
    await this.#disconnect();
    const isKept = await copy();
    await this.#snapshots.open();
    return isKept;
  }

  async reset(to: ShadowOrigin): Promise<void> {
    await this.#disconnect();
    if (to.kind === 'checkpoint') await this.cluster.restore();
    else await this.cluster.reset(to.kind === 'empty' ? [] : [to.key]);
    await this.begin();
  }

  close(): Promise<void> {
    this.#closed ??= this.#disconnect().finally(() => this.cluster.close());
    return this.#closed;
  }

  async #disconnect(): Promise<void> {
    const stores = [...this.#stores.values()];
    this.#stores.clear();
    await this.#snapshots.close();
    for (const store of stores) await store.close();
  }

  /** Where the server is changes with each restart. */
  get #address(): ServerDatabase {
    const { host, port, password, user } = this.cluster.connection;
    const { databaseName: database, user: role = user } = this.request;
    return { kind: 'server', host, port, database, user: role, password, ssl: undefined };
  }

  #connect(): Promise<Session> {
    return openSession(this.#address, { applicationName: 'pgrestify shadow', connectTimeoutMs });
  }

  #openStore(project: string): PostgresHistoryStore {
    const { clock, largeScript } = this.surroundings;
    const { host, port, database } = this.#address;
    return new PostgresHistoryStore({
      open: () => this.#connect(),
      description: `shadow ${host}:${port}/${database}`,
      project,
      target: '',
      clock,
      runLockTimeoutMs: connectTimeoutMs,
      largeScript,
    });
  }
}

/** Databases that a cluster has from the beginning, and that are as empty as a new one. */
const initial: ReadonlySet<string> = new Set(['postgres', 'template0', 'template1']);

async function prepareCluster(cluster: ShadowCluster, request: ShadowRequest): Promise<void> {
  const { databaseName, otherDatabaseNames, user, roles = [] } = request;
  for (const name of new Set([databaseName, ...otherDatabaseNames])) {
    if (!initial.has(name)) await cluster.createDatabase(name);
  }
  const { connection } = cluster;
  await setForAll(cluster, request.sessionSettings ?? new Map());
  await createRoles(
    cluster,
    roles.filter((name) => name !== user && name !== connection.user),
  );
  if (user === undefined || user === connection.user) return;
  await withAdminClient(connection, (client) =>
    client.query(
      `CREATE ROLE ${escapeIdentifier(user)} SUPERUSER LOGIN PASSWORD ${escapeLiteral(connection.password)}`,
    ),
  );
}

/** Roles that nobody can log in as. */
async function createRoles({ connection }: ShadowCluster, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const sql = [...new Set(names)].map((name) => `CREATE ROLE ${escapeIdentifier(name)} NOLOGIN`).join('; ');
  await withAdminClient(connection, (client) => client.query(sql));
}

/** SQLSTATEs of a setting that this server does not have, or not with that value: a locale of another machine. */
const refusedSetting: ReadonlySet<string> = new Set(['22023', '42704', '0A000']);

/** For all roles, which those of a database and a role go before. */
async function setForAll({ connection }: ShadowCluster, settings: ReadonlyMap<string, string>): Promise<void> {
  if (settings.size === 0) return;
  await withAdminClient(connection, async (client) => {
    for (const [name, value] of settings) {
      try {
        // By way of the session: no form of a literal fits both a list of names and a text.
        await client.query('SELECT set_config($1, $2, false)', [name, value]);
        await client.query(`ALTER ROLE ALL SET ${escapeIdentifier(name)} FROM CURRENT`);
      } catch (error) {
        if (!refusedSetting.has(readSqlState(error) ?? '')) throw error;
      }
    }
  });
}
