import { join } from 'node:path';
import { escapeIdentifier } from 'pg';
import { ownFolder } from '../../own-folder';
import { withAdminClient } from '../admin-client';
import type { EmbeddedMajor } from '../binaries/majors';
import type { Cluster } from '../cluster/cluster';
import { clusterPaths } from '../cluster/cluster-paths';
import { takeExclusive } from '../sharing/cluster-lock';
import { type ClusterUse, type EmbeddedConnection, useCluster } from '../sharing/use-cluster';
import type { ClusterState } from './kept-states';
import { ShadowContents } from './shadow-contents';

export interface ShadowClusterOptions {
  readonly projectRootPath: string;
  readonly workspacePath: string;
  readonly major: EmbeddedMajor;
  /** `rehearsal`: for copies of databases, beside the shadows and their kept states; `shadow` unless set. */
  readonly purpose?: 'shadow' | 'rehearsal';
  /** Keys of states to begin with, the best first. Without any of them the cluster is a fresh one (0.3 s). */
  readonly states?: readonly string[];
}

/** A cluster for shadow databases, which its caller has for itself. */
export interface ShadowCluster {
  /** Another one after `keep` and `reset`. */
  readonly connection: EmbeddedConnection;
  /** The kept state that it began with, at the opening or the last reset; undefined for a fresh cluster. */
  readonly begunWith: ClusterState | undefined;
  /** The schema that was given with that state. */
  readonly schemaThen: string | undefined;
  createDatabase(name: string): Promise<void>;
  /**
   * Keeps what the cluster holds now, roles and all, for later runs: the server is stopped, copied and started again, so
   * no connection may be open. Whether it was kept: a full disk is no reason to fail.
   */
  keep(state: ClusterState, schema?: string): Promise<boolean>;
  /** As `keep`, for `restore` of this opening alone; a former checkpoint is given up. */
  checkpoint(schema?: string): Promise<boolean>;
  /** Begins anew, with the first of those states that is kept, or empty. */
  reset(states: readonly string[]): Promise<void>;
  /** Begins anew with the last checkpoint; empty where there is none. */
  restore(): Promise<void>;
  /** Lets the next one in. The server is stopped about a second after nobody uses it. */
  close(): Promise<void>;
}

/**
 * Of a server that is a shadow's alone: nothing in it outlives a crash of the machine. Files of the log are not kept for
 * later, so that copies are small.
 */
export const shadowSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  wal_recycle: 'off',
  max_locks_per_transaction: '1024',
};

/**
 * The shadow cluster of a project and a major, never development's: roles, ALTER SYSTEM and ALTER DATABASE are
 * cluster-wide. For the same reason it is made anew for each run, and one process at a time has it; others wait.
 *
 * Writes `.pgrestify/<purpose>-<major>`, and in it `validated/<key>` for each kept state and `checkpoint` while it is open.
 * Throws EMBEDDED_BINARIES_MISSING and EMBEDDED_START_FAILED.
 */
export async function openShadowCluster(options: ShadowClusterOptions): Promise<ShadowCluster> {
  const { projectRootPath, major, purpose = 'shadow' } = options;
  const basePath = join(ownFolder(projectRootPath), `${purpose}-${major}`);
  const letOthersIn = await takeExclusive(clusterPaths(basePath));
  try {
    return await OpenShadowCluster.open(basePath, options, letOthersIn);
  } catch (error) {
    letOthersIn();
    throw error;
  }
}

class OpenShadowCluster implements ShadowCluster {
  #connection: EmbeddedConnection;

  private constructor(
    private readonly use: ClusterUse,
    private readonly contents: ShadowContents,
    private readonly letOthersIn: () => void,
  ) {
    this.#connection = use.connection;
  }

  static async open(
    basePath: string,
    { major, projectRootPath, workspacePath, states = [] }: ShadowClusterOptions,
    letOthersIn: () => void,
  ): Promise<OpenShadowCluster> {
    const statesPaths = { kept: join(basePath, 'validated'), checkpoint: join(basePath, 'checkpoint') };
    const contents = new ShadowContents(statesPaths, shadowSettings);
    const fromPaths = [projectRootPath, workspacePath];
    const about = { basePath, major, fromPaths, settings: shadowSettings };
    const open = (keys: readonly string[]) =>
      useCluster({ ...about, prepare: (cluster) => contents.replace(cluster, keys) });
    const use = await contents.orFresh(open, states);
    return new OpenShadowCluster(use, contents, letOthersIn);
  }

  get connection(): EmbeddedConnection {
    return this.#connection;
  }

  get begunWith(): ClusterState | undefined {
    return this.contents.begunWith;
  }

  get schemaThen(): string | undefined {
    return this.contents.schemaThen;
  }

  async createDatabase(name: string): Promise<void> {
    await withAdminClient(this.#connection, (client) => client.query(`CREATE DATABASE ${escapeIdentifier(name)}`));
  }

  keep(state: ClusterState, schema?: string): Promise<boolean> {
    return this.#stopped((cluster) => this.contents.keep(state, cluster, schema));
  }

  checkpoint(schema?: string): Promise<boolean> {
    return this.#stopped((cluster) => this.contents.checkpoint(cluster, schema));
  }

  /** Does something with the cluster's files; the server is started again afterwards. */
  async #stopped(work: (cluster: Cluster) => Promise<boolean>): Promise<boolean> {
    let result = false;
    this.#connection = await this.use.restart(async (cluster) => {
      result = await work(cluster);
      return cluster;
    });
    return result;
  }

  async reset(states: readonly string[]): Promise<void> {
    const restart = (keys: readonly string[]) => this.use.restart((cluster) => this.contents.replace(cluster, keys));
    this.#connection = await this.contents.orFresh(restart, states);
  }

  async restore(): Promise<void> {
    this.#connection = await this.use.restart((cluster) => this.contents.restore(cluster));
  }

  async close(): Promise<void> {
    this.contents.forgetCheckpoint();
    this.use.release();
    this.letOthersIn();
  }
}
