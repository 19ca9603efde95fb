import type { ClusterPaths } from '../cluster/cluster-paths';
import type { ProcessIdentity, stopPostmaster } from '../server/stop-postmaster';
import type { Claims } from './claims';

/** What a supervisor watches. Plain data: it travels on a command line. */
export interface SupervisorOptions {
  readonly paths: ClusterPaths;
  readonly pgCtlPath: string;
  /** How long a server without users stays, so that the next task of an Nx run finds it running. */
  readonly graceMs: number;
  readonly pollMs: number;
  /** What is done with the cluster's folder once the server has stopped. */
  readonly afterwards: 'keep' | 'remove';
}

/** The functions that the program calls; it may import nothing, see `supervise`. */
export interface SupervisorParts {
  readonly openClaims: (folderPath: string, readStart: (pid: number) => string | undefined) => Claims;
  readonly readProcessStart: (pid: number) => string | undefined;
  readonly stopPostmaster: typeof stopPostmaster;
}

/**
 * The supervisor's program: stops the server once no lease has been live for `graceMs`, then ends.
 *
 * It decides under the cluster's lock, and gives up its own claim before it gives the lock back, so that a task that
 * starts at that moment either keeps the server or starts a new one with a supervisor of its own.
 *
 * Runs in a process of its own from its source text (`node -e`), so that it works compiled, from TypeScript sources
 * and in a packed tarball alike. Therefore self-contained: everything comes as an argument.
 */
export async function supervise(options: SupervisorOptions, parts: SupervisorParts): Promise<void> {
  const { existsSync, readFileSync, rmSync } = process.getBuiltinModule('node:fs');
  const { paths } = options;
  const leases = parts.openClaims(paths.leasesPath, parts.readProcessStart);
  const lock = parts.openClaims(paths.lockPath, parts.readProcessStart);
  const own = parts.openClaims(paths.supervisorPath, parts.readProcessStart);
  let server: ProcessIdentity | undefined;
  let idleSince = Date.now();

  // A terminal's Ctrl-C and Nx's ending of a task's children must not keep it from stopping the server.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, options.pollMs));
    server = readServer() ?? server;
    if (!existsSync(paths.basePath)) return stop(); // the user deleted it
    if (leases.live().length > 0) idleSince = Date.now();
    if (Date.now() - idleSince < options.graceMs) continue;
    const claim = lock.takeAlone();
    if (claim === undefined) continue;
    if (leases.live().length > 0) {
      lock.release(claim);
      continue;
    }
    server = readServer() ?? server;
    await stop();
    if (options.afterwards === 'remove') rmSync(paths.basePath, { recursive: true, force: true, maxRetries: 3 });
    for (const name of own.live()) own.release(name);
    lock.release(claim);
    return;
  }

  async function stop(): Promise<void> {
    if (server === undefined) return; // its task ended before it had started one
    const how = { mode: 'fast', pgCtlPath: options.pgCtlPath, dataPath: paths.dataPath } as const;
    await parts.stopPostmaster(server, how, parts.readProcessStart);
  }

  function readServer(): ProcessIdentity | undefined {
    try {
      return JSON.parse(readFileSync(paths.recordPath, 'utf8'));
    } catch {
      return undefined; // deleted, or not written yet
    }
  }
}
