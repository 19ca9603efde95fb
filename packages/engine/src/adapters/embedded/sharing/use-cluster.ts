import { EngineError } from '../../../errors';
import { findBinaries } from '../binaries/binaries';
import type { EmbeddedMajor } from '../binaries/majors';
import { type Cluster, openCluster } from '../cluster/cluster';
import { clusterPaths } from '../cluster/cluster-paths';
import { readProcessStart } from '../server/process-start';
import { findRunningServer } from '../server/running-server';
import { serverUser } from '../server/server-user';
import { startServer } from '../server/start-server';
import { openClaims } from './claims';
import { withClusterLock } from './cluster-lock';
import { ensureSupervisor } from './supervisor';

/** How to connect to an embedded server as its superuser. */
export interface EmbeddedConnection {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: 'postgres';
  readonly password: string;
}

/** A running cluster, kept running until it is released. */
export interface ClusterUse {
  readonly connection: EmbeddedConnection;
  /**
   * Lets a function work on the cluster's files under the lock, and starts the server again if the function stopped it.
   * The connection may be another one afterwards.
   */
  restart(work: (cluster: Cluster) => Promise<Cluster>): Promise<EmbeddedConnection>;
  /** Gives the lease back; the supervisor stops the server when it was the last. */
  release(): void;
}

export interface ClusterUseOptions {
  readonly basePath: string;
  readonly major: EmbeddedMajor;
  /** Folders from which the packages of the binaries are looked for, before the engine's own. */
  readonly fromPaths: readonly string[];
  /** For postgresql.conf of a new cluster. */
  readonly settings: Readonly<Record<string, string>>;
  /** Called under the lock with the cluster, before its server is looked for. */
  readonly prepare?: (cluster: Cluster) => Promise<Cluster>;
}

/** Between two tasks of an Nx run there is about a second. */
const graceMs = 1_500;
const pollMs = 250;

/**
 * Starts the server of that folder's cluster, which is made when missing, or adopts the running one, and takes a lease.
 * Throws EMBEDDED_BINARIES_MISSING and EMBEDDED_START_FAILED.
 */
export async function useCluster(options: ClusterUseOptions): Promise<ClusterUse> {
  const paths = clusterPaths(options.basePath);
  const user = serverUser(paths.dataPath);
  const binaries = await findBinaries({ major: options.major, fromPaths: options.fromPaths, user });
  const leases = openClaims(paths.leasesPath, readProcessStart);
  try {
    return await withClusterLock(paths, async () => {
      const lease = leases.take();
      try {
        const { basePath, settings, prepare } = options;
        const opened = await openCluster({ basePath, binaries, user, settings });
        let cluster = prepare === undefined ? opened : await prepare(opened);
        const { pgCtlPath } = binaries;
        ensureSupervisor({ paths, pgCtlPath, graceMs, pollMs, afterwards: 'keep' });
        return {
          connection: await serve(cluster),
          restart: (work) =>
            withClusterLock(paths, async () => {
              cluster = await work(cluster);
              return serve(cluster);
            }),
          release: () => leases.release(lease),
        };
      } catch (error) {
        leases.release(lease);
        throw error;
      }
    });
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError('EMBEDDED_START_FAILED', `The cluster in ${paths.basePath} cannot be used: ${reason}`, {
      hint: 'Correct what it names, or use `docker` or `url` instead of `embedded`.',
      cause: error,
    });
  }
}

async function serve(cluster: Cluster): Promise<EmbeddedConnection> {
  const server = (await findRunningServer(cluster.paths)) ?? (await startServer(cluster));
  return { host: '127.0.0.1', port: server.port, user: 'postgres', password: cluster.password };
}
