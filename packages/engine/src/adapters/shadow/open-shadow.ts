import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Shadow, ShadowRequest } from '../../checks/shadow';
import type { ServerDatabase } from '../../config/settings';
import { EngineError } from '../../errors';
import type { Clock } from '../../ports';
import { withAdminClient } from '../embedded/admin-client';
import { type EmbeddedMajor, newestPackageVersions } from '../embedded/majors';
import { openShadowCluster, type ShadowCluster } from '../embedded/open-shadow-cluster';
import { openSession } from '../postgres/connect';
import { liveDatabase } from '../postgres/live-database';
import { PostgresHistoryStore } from '../postgres/store';

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
 * A shadow on the project's embedded shadow cluster of that major, made anew so that no role or setting of an earlier one
 * is there. Other tasks that want it wait. Throws EMBEDDED_BINARIES_MISSING, EMBEDDED_START_FAILED.
 */
export async function openShadow(request: ShadowRequest, surroundings: ShadowSurroundings): Promise<Shadow> {
  const { projectRootPath, workspacePath } = surroundings;
  const major = embeddedMajor(request.major);
  const cluster = await openShadowCluster({ projectRootPath, workspacePath, major, contents: 'fresh' });
  const opened: PostgresHistoryStore[] = [];
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= closeAll(opened, cluster);
    return closed;
  };
  try {
    const address = await prepareDatabase(cluster, request);
    const open = (project: string): PostgresHistoryStore => {
      const store = openStore(address, project, surroundings);
      opened.push(store);
      return store;
    };
    const stores = new Map<string, PostgresHistoryStore>();
    // A connection of its own: those of the histories are busy with steps, or given up with one that failed.
    const observer = liveDatabase(open(''), 0);
    return {
      store: (project) => {
        const store = stores.get(project) ?? open(project);
        stores.set(project, store);
        return store;
      },
      snapshot: () => observer.snapshot(),
      createRole: async (name) => {
        await withAdminClient(cluster, (client) => client.query(`CREATE ROLE ${escapeIdentifier(name)} NOLOGIN`));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function closeAll(stores: readonly PostgresHistoryStore[], cluster: ShadowCluster): Promise<void> {
  try {
    for (const store of stores) await store.close();
  } finally {
    await cluster.close();
  }
}

function embeddedMajor(major: number): EmbeddedMajor {
  if (isEmbeddedMajor(major)) return major;
  const known = Object.keys(newestPackageVersions);
  throw new EngineError('EMBEDDED_BINARIES_MISSING', `PostgreSQL ${major} has no embedded server for the shadow.`, {
    hint: `Use a server of one of the majors ${known.join(', ')}, or a newer @pgrestify/engine.`,
  });
}

function isEmbeddedMajor(major: number): major is EmbeddedMajor {
  return Object.hasOwn(newestPackageVersions, major);
}

/** Databases that a cluster has from the beginning, and that are as empty as a new one. */
const initial: ReadonlySet<string> = new Set(['postgres', 'template1']);

async function prepareDatabase(cluster: ShadowCluster, { databaseName, user }: ShadowRequest): Promise<ServerDatabase> {
  if (!initial.has(databaseName)) await cluster.createDatabase({ name: databaseName });
  const role = user ?? cluster.user;
  if (role !== cluster.user) {
    await withAdminClient(cluster, (client) =>
      client.query(`CREATE ROLE ${escapeIdentifier(role)} SUPERUSER LOGIN PASSWORD ${escapeLiteral(cluster.password)}`),
    );
  }
  const { host, port, password } = cluster;
  return { kind: 'server', host, port, database: databaseName, user: role, password, ssl: undefined };
}

function openStore(address: ServerDatabase, project: string, surroundings: ShadowSurroundings): PostgresHistoryStore {
  const { clock, largeScript } = surroundings;
  return new PostgresHistoryStore({
    open: () => openSession(address, { applicationName: 'pgrestify shadow', connectTimeoutMs }),
    description: `shadow ${address.host}:${address.port}/${address.database}`,
    project,
    target: '',
    clock,
    runLockTimeoutMs: connectTimeoutMs,
    largeScript,
  });
}
