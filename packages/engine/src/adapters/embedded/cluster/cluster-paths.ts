import { join } from 'node:path';

/** Where the files of one cluster are. */
export interface ClusterPaths {
  readonly basePath: string;
  /** PostgreSQL's data folder. */
  readonly dataPath: string;
  /** Password of the user `postgres`; readable by its owner alone. */
  readonly passwordPath: string;
  /** Port of the last start, tried first at the next one. */
  readonly portPath: string;
  /** Which process is the server, see `server-record.ts`. */
  readonly recordPath: string;
  readonly logPath: string;
  /** Claims of the tasks that use the server. */
  readonly leasesPath: string;
  /** Claim of whoever starts or stops the server. */
  readonly lockPath: string;
  /** Claim of the one task that may use the cluster, where it is used by one at a time. */
  readonly exclusivePath: string;
  /** Claim of the supervisor. */
  readonly supervisorPath: string;
}

/** The files of the cluster that lives in that folder. */
export function clusterPaths(basePath: string): ClusterPaths {
  return {
    basePath,
    dataPath: join(basePath, 'data'),
    passwordPath: join(basePath, 'password'),
    portPath: join(basePath, 'port'),
    recordPath: join(basePath, 'server.json'),
    logPath: join(basePath, 'server.log'),
    leasesPath: join(basePath, 'leases'),
    lockPath: join(basePath, 'lock'),
    exclusivePath: join(basePath, 'exclusive'),
    supervisorPath: join(basePath, 'supervisor'),
  };
}
