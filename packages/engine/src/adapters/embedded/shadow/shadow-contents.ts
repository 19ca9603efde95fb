import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../../errors';
import { type Cluster, openCluster } from '../cluster/cluster';
import { mirrorTree } from '../cluster/mirror-tree';
import { stopServer, wasShutDown } from '../server/shut-down';
import {
  type ClusterState,
  findKeptState,
  type KeptState,
  keepState,
  pruneStates,
  readSchema,
  type StateToKeep,
} from './kept-states';

const checkpointKey = 'last';

/**
 * What a shadow cluster holds when it is begun with, and the folder of states that it can be begun with. Its functions
 * are called under the cluster's lock, by who has the cluster for himself, and leave the server stopped.
 */
export class ShadowContents {
  #begunWith: KeptState | undefined;
  /** The last copy of the cluster's data that was made, or that they were made from. */
  #copyPath: string | undefined;

  constructor(
    private readonly statesPaths: { readonly kept: string; readonly checkpoint: string },
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** The state of the last `replace`; undefined when it made the cluster anew. */
  get begunWith(): ClusterState | undefined {
    return this.#begunWith;
  }

  /** The schema that was kept with it. */
  get schemaThen(): string | undefined {
    return this.#begunWith && readSchema(this.#begunWith);
  }

  /** Replaces the cluster's data by the first of these states that is kept, or by a fresh cluster's. */
  async replace(cluster: Cluster, keys: readonly string[]): Promise<Cluster> {
    const { binaries } = cluster;
    await stopServer(cluster, 'immediate');
    pruneStates(this.statesPaths.kept, binaries);
    return this.#begin(cluster, findKeptState(this.statesPaths.kept, keys, binaries));
  }

  /** Replaces the cluster's data by the last checkpoint, or by a fresh cluster's. */
  async restore(cluster: Cluster): Promise<Cluster> {
    await stopServer(cluster, 'immediate');
    return this.#begin(cluster, findKeptState(this.statesPaths.checkpoint, [checkpointKey], cluster.binaries));
  }

  async #begin(cluster: Cluster, state: KeptState | undefined): Promise<Cluster> {
    const { paths, binaries, user } = cluster;
    this.#begunWith = state;
    this.#copyPath = state?.path;
    if (state === undefined) {
      rmSync(paths.dataPath, { recursive: true, force: true });
      return openCluster({ basePath: paths.basePath, binaries, user, settings: this.settings });
    }
    writeFileSync(paths.passwordPath, state.password, { mode: 0o600 });
    try {
      mirrorTree(join(state.path, 'data'), paths.dataPath, user);
    } catch {
      // Whoever empties caches took it away meanwhile.
      return this.#begin(cluster, undefined);
    }
    return { ...cluster, password: state.password };
  }

  /** Keeps what the cluster holds. Whether it could: a disk that is full is no reason to fail. */
  async keep(state: ClusterState, cluster: Cluster, schema?: string): Promise<boolean> {
    if (!(await this.#copy(this.statesPaths.kept, { ...state, schema }, cluster))) return false;
    pruneStates(this.statesPaths.kept, cluster.binaries);
    return true;
  }

  /** Keeps it beside the states, so that none of them has to go for it. */
  async checkpoint(cluster: Cluster, schema?: string): Promise<boolean> {
    this.forgetCheckpoint();
    return this.#copy(this.statesPaths.checkpoint, { key: checkpointKey, note: '', schema }, cluster);
  }

  forgetCheckpoint(): void {
    rmSync(this.statesPaths.checkpoint, { recursive: true, force: true, maxRetries: 3 });
  }

  async #copy(folderPath: string, state: StateToKeep, cluster: Cluster): Promise<boolean> {
    await stopServer(cluster, 'fast');
    if (!wasShutDown(cluster.paths.dataPath)) return false;
    try {
      this.#copyPath = await keepState(folderPath, state, cluster, this.#copyPath);
      return true;
    } catch {
      return false;
    }
  }

  /** Starts a cluster with a state; one whose server does not start is thrown away, and the cluster begun afresh. */
  async orFresh<T>(start: (keys: readonly string[]) => Promise<T>, keys: readonly string[]): Promise<T> {
    try {
      return await start(keys);
    } catch (error) {
      const state = this.#begunWith;
      const isBroken = error instanceof EngineError && error.code === 'EMBEDDED_START_FAILED';
      if (state === undefined || !isBroken) throw error;
      rmSync(state.path, { recursive: true, force: true });
      return start([]);
    }
  }
}
