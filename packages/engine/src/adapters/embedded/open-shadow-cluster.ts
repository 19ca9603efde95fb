import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { escapeIdentifier } from 'pg';
import { withAdminClient } from './admin-client';
import { type Cluster, openCluster } from './cluster';
import { takeExclusive } from './cluster-lock';
import { clusterPaths } from './cluster-paths';
import { clustersFolder } from './clusters-folder';
import type { EmbeddedMajor } from './majors';
import { readProcessStart } from './process-start';
import { findRunningServer } from './running-server';
import { stopPostmaster } from './stop-postmaster';
import { type EmbeddedConnection, useCluster } from './use-cluster';

export interface ShadowClusterOptions {
  readonly projectRootPath: string;
  readonly workspacePath: string;
  readonly major: EmbeddedMajor;
  /**
   * `kept` (the default): what earlier runs left: their roles, settings and named databases, as the templates of
   * histories that were validated. `fresh`: a new cluster, at the cost of a copy (0.3 s).
   */
  readonly contents?: 'kept' | 'fresh';
}

/** A cluster for shadow databases, which its caller has for itself. */
export interface ShadowCluster extends EmbeddedConnection {
  /**
   * Makes a database and returns its name. Without a name it is a disposable one, which is also dropped when a later
   * run finds it; a named one stays until it is dropped. `template` is a database that nobody is connected to.
   */
  createDatabase(options?: { readonly name?: string; readonly template?: string }): Promise<string>;
  /** Drops a database, ending its sessions; does nothing when there is none of that name. */
  dropDatabase(name: string): Promise<void>;
  /** Lets the next one in. The server is stopped about a second after nobody uses it. */
  close(): Promise<void>;
}

/** Nothing in a shadow outlives a crash of the machine, and no autovacuum may stand in the way of a template's copy. */
const shadowSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  max_locks_per_transaction: '1024',
};

const disposablePrefix = 'shadow_';

/**
 * The shadow cluster of a project and a major, never development's: roles, ALTER SYSTEM and ALTER DATABASE are
 * cluster-wide. For the same reason one process at a time has it; others wait. Opening drops the disposable databases
 * of runs that crashed.
 * Throws EMBEDDED_BINARIES_MISSING and EMBEDDED_START_FAILED.
 */
export async function openShadowCluster(options: ShadowClusterOptions): Promise<ShadowCluster> {
  const { projectRootPath, workspacePath, major } = options;
  const basePath = join(clustersFolder(projectRootPath), `shadow-${major}`);
  const letOthersIn = await takeExclusive(clusterPaths(basePath));
  try {
    const { connection, release } = await useCluster({
      basePath,
      major,
      fromPaths: [projectRootPath, workspacePath],
      settings: shadowSettings,
      ...(options.contents === 'fresh' && { prepare: replaceCluster }),
    });
    try {
      await dropDisposable(connection);
    } catch (error) {
      release();
      throw error;
    }
    return {
      ...connection,
      createDatabase: (database) => createDatabase(connection, database ?? {}),
      dropDatabase: (name) => dropDatabase(connection, name),
      close: async () => {
        release();
        letOthersIn();
      },
    };
  } catch (error) {
    letOthersIn();
    throw error;
  }
}

async function replaceCluster(cluster: Cluster): Promise<Cluster> {
  const { paths, binaries, user } = cluster;
  const server = await findRunningServer(paths);
  if (server !== undefined) {
    const how = { mode: 'immediate', pgCtlPath: binaries.pgCtlPath, dataPath: paths.dataPath } as const;
    await stopPostmaster(server, how, readProcessStart);
  }
  rmSync(paths.dataPath, { recursive: true, force: true });
  return openCluster({ basePath: paths.basePath, binaries, user, settings: shadowSettings });
}

async function createDatabase(
  connection: EmbeddedConnection,
  options: { readonly name?: string; readonly template?: string },
): Promise<string> {
  const name = options.name ?? `${disposablePrefix}${randomUUID().replaceAll('-', '')}`;
  const template = options.template === undefined ? '' : ` TEMPLATE ${escapeIdentifier(options.template)}`;
  await withAdminClient(connection, (client) => client.query(`CREATE DATABASE ${escapeIdentifier(name)}${template}`));
  return name;
}

async function dropDatabase(connection: EmbeddedConnection, name: string): Promise<void> {
  await withAdminClient(connection, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  );
}

async function dropDisposable(connection: EmbeddedConnection): Promise<void> {
  await withAdminClient(connection, async (client) => {
    const left = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_catalog.pg_database WHERE starts_with(datname, $1)',
      [disposablePrefix],
    );
    for (const { name } of left.rows) {
      await client.query(`DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`);
    }
  });
}
