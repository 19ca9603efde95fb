import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { findBinaries } from '../../src/adapters/embedded/binaries/binaries';
import { defaultMajor } from '../../src/adapters/embedded/binaries/majors';
import { type Cluster, openCluster } from '../../src/adapters/embedded/cluster/cluster';
import { readProcessStart } from '../../src/adapters/embedded/server/process-start';
import { isRunning, type ServerRecord } from '../../src/adapters/embedded/server/server-record';
import { serverUser } from '../../src/adapters/embedded/server/server-user';
import { startServer } from '../../src/adapters/embedded/server/start-server';
import { type StopMode, stopPostmaster } from '../../src/adapters/embedded/server/stop-postmaster';
import { openClaims } from '../../src/adapters/embedded/sharing/claims';
import { withClusterLock } from '../../src/adapters/embedded/sharing/cluster-lock';
import { ensureSupervisor } from '../../src/adapters/embedded/sharing/supervisor';
import { makeMemoryFolder, makeTemporaryFolder } from '../test-run/temporary-folder';
import { givenServerUrl, openGivenServer } from './given-server';
import { requireEmbeddedMajor } from './test-majors';
import type { TestDatabase, TestServer, TestServerOptions } from './test-server-types';

export type { TestDatabase, TestServer, TestServerOptions } from './test-server-types';

/** A crash of the machine does not matter to a test, time does. */
const fastSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  shared_buffers: '64MB',
  max_locks_per_transaction: '256',
  max_wal_size: '256MB',
};

/**
 * Starts a real server in a temporary folder, with the code of the embedded adapter. Call `stop()` in `afterAll`; if the
 * spec's process ends without it, a supervisor stops the server and deletes the folder. Where a server is given
 * (`npm run test:19`), it is that one: see `openGivenServer`.
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const given = givenServerUrl();
  if (given !== undefined) return openGivenServer(given, options);
  const major = requireEmbeddedMajor(options.major ?? defaultMajor);
  const basePath = options.storage === 'disk' ? makeTemporaryFolder('test') : makeMemoryFolder('test');
  chmodSync(basePath, 0o755); // the server may run as another user
  const user = serverUser(basePath);
  const binaries = await findBinaries({ major, fromPaths: [], user });
  const settings = { ...fastSettings, ...options.settings };
  const cluster = await openCluster({ basePath, binaries, user, settings });
  openClaims(cluster.paths.leasesPath, readProcessStart).take();

  let server = await start(cluster);
  let password = cluster.password;
  if (options.password !== undefined) {
    await query(database('postgres'), `ALTER ROLE postgres PASSWORD ${escapeLiteral(options.password)}`);
    password = options.password;
  }

  return {
    major,
    host: '127.0.0.1',
    user: 'postgres',
    password,
    dataPath: cluster.paths.dataPath,
    get port() {
      return server.port;
    },
    get pid() {
      return server.pid;
    },
    async createDatabase(name = `test_${randomUUID().slice(0, 8)}`) {
      await query(database('postgres'), `CREATE DATABASE ${escapeIdentifier(name)}`);
      return database(name);
    },
    async stop() {
      await stop(cluster, server, 'fast');
      rmSync(basePath, { recursive: true, force: true, maxRetries: 3 });
    },
    async kill() {
      await stop(cluster, server, 'immediate');
    },
    async restart() {
      await stop(cluster, server, 'fast');
      server = await start(cluster);
    },
    logText() {
      return existsSync(cluster.paths.logPath) ? readFileSync(cluster.paths.logPath, 'utf8') : '';
    },
  };

  function database(name: string): TestDatabase {
    return { host: '127.0.0.1', port: server.port, user: 'postgres', password, database: name };
  }
}

function start(cluster: Cluster): Promise<ServerRecord> {
  return withClusterLock(cluster.paths, async () => {
    const { paths, binaries } = cluster;
    const { pgCtlPath } = binaries;
    ensureSupervisor({ paths, pgCtlPath, graceMs: 0, pollMs: 250, afterwards: 'remove' });
    return startServer(cluster);
  });
}

async function stop(cluster: Cluster, server: ServerRecord, mode: StopMode): Promise<void> {
  if (!isRunning(server)) return;
  const { paths, binaries } = cluster;
  await stopPostmaster(server, { mode, pgCtlPath: binaries.pgCtlPath, dataPath: paths.dataPath }, readProcessStart);
}

async function query(database: TestDatabase, sql: string): Promise<void> {
  const client = new Client(database);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
