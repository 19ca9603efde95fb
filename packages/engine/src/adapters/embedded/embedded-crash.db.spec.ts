import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../../testing/eventually';
import { startEmbeddedTask } from '../../../testing/processes/embedded-task';
import { processesIn } from '../../../testing/processes/processes-in';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import { clusterPaths } from './cluster/cluster-paths';
import { type EmbeddedDatabase, type EmbeddedOptions, openEmbedded } from './open-embedded';
import { readProcessStart } from './server/process-start';
import { isRunning, readServerRecord, type ServerRecord, writeServerRecord } from './server/server-record';
import { openClaims } from './sharing/claims';

describe('the embedded server', () => {
  let workspacePath: string;
  let projectRootPath: string;
  beforeAll(() => {
    workspacePath = makeTemporaryFolder('crash');
    chmodSync(workspacePath, 0o755);
  });
  beforeEach(() => {
    projectRootPath = mkdtempSync(join(workspacePath, 'api-'));
    chmodSync(projectRootPath, 0o755);
  });
  afterAll(async () => {
    await eventually('no process is left', () => processesIn(workspacePath).length === 0);
    rmSync(workspacePath, { recursive: true, force: true });
  });

  it('is stopped when its only task is killed with -9', async () => {
    const task = await startEmbeddedTask(options());
    const server = record();
    await task.kill();
    await eventually('the server has stopped', () => !isRunning(server));
    expect(readFileSync(paths().logPath, 'utf8')).toContain('database system is shut down');
  });

  it('stays up for a task while another is killed with -9', async () => {
    const [killed, database] = [await startEmbeddedTask(options()), await openEmbedded(options())];
    await killed.kill();
    expect(openClaims(paths().leasesPath, readProcessStart).live()).toHaveLength(1);
    expect(await one(database, 'SELECT 1 AS value')).toBe(1);
    await database.close();
  });

  it('comes back with its data after a kill -9, also while a session was in a query', async () => {
    const first = await openEmbedded(options());
    await one(first, 'CREATE TABLE kept AS SELECT 1 AS value');
    const sleeping = one(first, 'SELECT pg_sleep(600) AS value').catch((error: Error) => error);
    await eventually('the session sleeps', async () =>
      Boolean(await one(first, "SELECT count(*) = 1 AS value FROM pg_stat_activity WHERE wait_event = 'PgSleep'")),
    );
    const server = record();
    process.kill(server.pid, 'SIGKILL');
    await eventually('the server has died', () => !isRunning(server));

    const second = await openEmbedded(options());
    expect(await one(second, 'SELECT value FROM kept')).toBe(1);
    expect(await sleeping).toBeInstanceOf(Error);
    await Promise.all([first.close(), second.close()]);
  });

  it('starts although the pid of a killed one belongs to another process now', async () => {
    const first = await openEmbedded(options());
    const server = record();
    process.kill(server.pid, 'SIGKILL');
    await eventually('the server has died', () => !isRunning(server));
    const pidPath = join(paths().dataPath, 'postmaster.pid');
    const [, ...rest] = readFileSync(pidPath, 'utf8').split('\n');
    writeFileSync(pidPath, [process.pid, ...rest].join('\n'));
    writeServerRecord(paths().recordPath, { ...server, pid: process.pid });

    const second = await openEmbedded(options());
    expect(await one(second, 'SELECT 1 AS value')).toBe(1);
    await Promise.all([first.close(), second.close()]);
  });

  it('is started again when it is being stopped at that moment', async () => {
    const first = await openEmbedded(options());
    const server = record();
    process.kill(server.pid, 'SIGINT');
    const second = await openEmbedded(options());
    expect(record().pid).not.toBe(server.pid);
    expect(await one(second, 'SELECT 1 AS value')).toBe(1);
    await Promise.all([first.close(), second.close()]);
  });

  it('gets a new supervisor when its own was killed with -9', async () => {
    const first = await openEmbedded(options());
    const [supervisor] = openClaims(paths().supervisorPath, readProcessStart).live();
    process.kill(Number(supervisor?.split('-')[0]), 'SIGKILL');
    await eventually(
      'the supervisor has died',
      () => openClaims(paths().supervisorPath, readProcessStart).live().length === 0,
    );
    const second = await openEmbedded(options());
    expect(second.port).toBe(first.port);
    await Promise.all([first.close(), second.close()]); // afterAll sees that the server was stopped
  });

  it('is stopped when its folder is deleted', async () => {
    const database = await openEmbedded(options());
    const server = record();
    const deadClaimPath = join(paths().leasesPath, '1-dead');
    writeFileSync(deadClaimPath, '');
    await eventually('the supervisor has looked around', () => !existsSync(deadClaimPath));
    rmSync(join(projectRootPath, '.pgrestify'), { recursive: true });
    await eventually('the server has stopped', () => !isRunning(server));
    await database.close();
  });

  it('of a project is not taken for that of its copy', async () => {
    const original = await openEmbedded(options());
    const copiedPath = join(projectRootPath, 'copy');
    cpSync(join(projectRootPath, '.pgrestify'), join(copiedPath, '.pgrestify'), { recursive: true });
    const copy = await openEmbedded({ ...options(), projectRootPath: copiedPath });
    expect(copy.port).not.toBe(original.port);
    expect(await one(original, "SELECT current_setting('data_directory') AS value")).not.toBe(
      await one(copy, "SELECT current_setting('data_directory') AS value"),
    );
    await Promise.all([original.close(), copy.close()]);
  });

  function options(): EmbeddedOptions {
    return { projectRootPath, workspacePath, project: 'api', major: 18 };
  }

  function paths() {
    return clusterPaths(join(projectRootPath, '.pgrestify', '18'));
  }

  function record(): ServerRecord {
    const server = readServerRecord(paths().recordPath);
    if (server === undefined) throw new Error('No server is recorded.');
    return server;
  }
});

async function one(database: EmbeddedDatabase, sql: string): Promise<unknown> {
  const client = new Client(database);
  client.on('error', () => undefined); // the server is killed under it
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(sql)).rows[0]?.value;
  } finally {
    await client.end();
  }
}
