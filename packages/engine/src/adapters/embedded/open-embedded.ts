import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, escapeIdentifier } from 'pg';
import { databaseNameOf } from '../../config/database/database-name';
import { ownFolder } from '../own-folder';
import { readSqlState, withAdminClient } from './admin-client';
import type { EmbeddedMajor } from './binaries/majors';
import { type ClusterUse, type EmbeddedConnection, useCluster } from './sharing/use-cluster';

export interface EmbeddedOptions {
  /** Absolute path of the project: its data is in `.pgrestify` there. */
  readonly projectRootPath: string;
  /** Absolute path of the workspace, where the binaries of other majors are installed. */
  readonly workspacePath: string;
  readonly project: string;
  readonly major: EmbeddedMajor;
  /** Taken as it is; derived from the project's name when left out. */
  readonly databaseName?: string;
}

/** A database on a running embedded server. */
export interface EmbeddedDatabase extends EmbeddedConnection {
  readonly database: string;
  /** Gives the server back; its last user's going stops it, about a second later. */
  close(): Promise<void>;
}

/** Of a new development cluster: the server's defaults, but room for migrations that touch very many tables. */
const developmentSettings = { max_locks_per_transaction: '256' };

/**
 * The development database of a project on its embedded server, started or adopted; both are made when missing.
 *
 * Writes `.pgrestify/<major>` below the project, and the user's cache at the first use of a major. Leaves the server
 * running until `close()`, or until this process ends in any way.
 * Throws EMBEDDED_BINARIES_MISSING and EMBEDDED_START_FAILED.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const use = await useCluster({
    basePath: join(ownFolder(options.projectRootPath), String(options.major)),
    major: options.major,
    fromPaths: [options.projectRootPath, options.workspacePath],
    settings: developmentSettings,
  });
  const database = options.databaseName ?? databaseNameOf(options.project);
  try {
    const connection = await connectWhileItStops(use, (client) => ensureDatabase(client, database));
    return { ...connection, database, close: async () => use.release() };
  } catch (error) {
    use.release();
    throw error;
  }
}

/** SQLSTATE of a server that starts or stops, and what Node says of one that has just gone. */
const notServing: ReadonlySet<string | undefined> = new Set(['57P03', 'ECONNREFUSED', 'ECONNRESET']);

/**
 * Runs a function on the server, and answers how it was reached. A server that somebody else stops at this moment says
 * that it is ready until it has heard of it; it is then waited for and started again, a few times.
 */
async function connectWhileItStops(
  use: ClusterUse,
  run: (client: Client) => Promise<void>,
): Promise<EmbeddedConnection> {
  let { connection } = use;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await withAdminClient(connection, run);
      return connection;
    } catch (error) {
      if (attempt === maxAttempts || !notServing.has(readSqlState(error))) throw error;
      await wait(100 * attempt);
      connection = await use.restart(async (cluster) => cluster);
    }
  }
}

const maxAttempts = 10;

async function ensureDatabase(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_catalog.pg_database WHERE datname = $1', [name]);
  if (rowCount !== 0) return;
  try {
    await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  } catch (error) {
    // Another task made it at the same moment: seen before its commit (unique_violation), or after it.
    const madeMeanwhile: readonly (string | undefined)[] = ['23505', '42P04'];
    if (!madeMeanwhile.includes(readSqlState(error))) throw error;
  }
}
