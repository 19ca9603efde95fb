import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../../testing/eventually';
import { startEmbeddedTask } from '../../../testing/processes/embedded-task';
import { processesIn } from '../../../testing/processes/processes-in';
import { makeTemporaryFolder } from '../../../testing/test-run/temporary-folder';
import { clusterPaths } from './cluster/cluster-paths';
import { type EmbeddedDatabase, type EmbeddedOptions, openEmbedded } from './open-embedded';
import { readServerRecord } from './server/server-record';

const isRoot = process.getuid?.() === 0;
const itAsRoot = isRoot ? it : it.skip;
/** `daemon`, which every Linux has: initdb wants a user that has a name. */
const ordinaryUser = { uid: 1, gid: 1 };

describe('the embedded database of a project', () => {
  let workspacePath: string;
  let projectRootPath: string;
  beforeAll(() => {
    workspacePath = makeTemporaryFolder('with blank embedded');
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

  it.each([14, 18] as const)('is one of PostgreSQL %i, named after the project', async (major) => {
    const database = await openEmbedded(options({ major, project: '@shop/api' }));
    expect(await one(database, "SELECT current_setting('server_version_num')::int / 10000 AS value")).toBe(major);
    expect(await one(database, 'SELECT current_database() AS value')).toBe('api');
    await database.close();
  });

  it('has the name that is asked for, whatever it is', async () => {
    const database = await openEmbedded(options({ databaseName: 'My "API"' }));
    expect(await one(database, 'SELECT current_database() AS value')).toBe('My "API"');
    await database.close();
  });

  it('keeps its data and its port from one task to the next', async () => {
    const first = await openEmbedded(options());
    await one(first, 'CREATE TABLE kept AS SELECT 1 AS value');
    await first.close();
    await eventually('the server has stopped', () => processesIn(projectRootPath).length === 0);
    const second = await openEmbedded(options());
    expect(second.port).toBe(first.port);
    expect(await one(second, 'SELECT value FROM kept')).toBe(1);
    await second.close();
  });

  it('moves to another port when its own was taken meanwhile', async () => {
    const first = await openEmbedded(options());
    await first.close();
    await eventually('the server has stopped', () => processesIn(projectRootPath).length === 0);
    const otherPath = join(projectRootPath, 'other');
    mkdirSync(join(otherPath, '.pgrestify', '18'), { recursive: true });
    writeFileSync(join(otherPath, '.pgrestify', '18', 'port'), String(first.port));
    const other = await openEmbedded(options({ projectRootPath: otherPath }));
    expect(other.port).toBe(first.port);
    const second = await openEmbedded(options());
    expect(second.port).not.toBe(first.port);
    await Promise.all([other.close(), second.close()]);
  });

  it('is served by one server when two tasks start at once', async () => {
    const [one, other] = await Promise.all([startEmbeddedTask(options()), startEmbeddedTask(options())]);
    expect(one.database).toEqual(other.database);
    expect(logText().match(/database system is ready/g)).toHaveLength(1);
    await Promise.all([one.finish(), other.finish()]);
  });

  it('stays up until the last of its tasks has gone', async () => {
    const [first, last] = [await openEmbedded(options()), await openEmbedded(options())];
    await first.close();
    expect(await one(last, 'SELECT 1 AS value')).toBe(1);
    await last.close();
    await eventually('the server has stopped', () => processesIn(projectRootPath).length === 0);
    expect(logText()).toContain('database system is shut down');
  });

  it('is out of sight of git and Nx, and its password of other users', async () => {
    const database = await openEmbedded(options());
    await database.close();
    expect(readFileSync(join(projectRootPath, '.pgrestify', '.gitignore'), 'utf8')).toBe('*\n');
    expect(statSync(paths().passwordPath).mode & 0o777).toBe(0o600);
    expect(statSync(paths().dataPath).mode & 0o777).toBe(0o700);
  });

  it('lets nobody in without the password', async () => {
    const database = await openEmbedded(options());
    await expect(one({ ...database, password: 'guess' }, 'SELECT 1 AS value')).rejects.toMatchObject({ code: '28P01' });
    await database.close();
  });

  it('is refused by name where the data folder is of another major', async () => {
    const database = await openEmbedded(options());
    await database.close();
    await eventually('the server has stopped', () => processesIn(projectRootPath).length === 0);
    writeFileSync(join(paths().dataPath, 'PG_VERSION'), '12\n');
    await expect(openEmbedded(options())).rejects.toMatchObject({
      code: 'EMBEDDED_START_FAILED',
      message: `The data folder ${paths().dataPath} is of PostgreSQL 12, not of 18.`,
    });
  });

  it('that does not start says what the server logged', async () => {
    const database = await openEmbedded(options());
    await database.close();
    await eventually('the server has stopped', () => processesIn(projectRootPath).length === 0);
    writeFileSync(join(paths().dataPath, 'postgresql.conf'), "work_mem = 'much'\n");
    await expect(openEmbedded(options())).rejects.toMatchObject({
      code: 'EMBEDDED_START_FAILED',
      message: expect.stringContaining('invalid value for parameter "work_mem": "much"'),
    });
  });

  itAsRoot.each([14, 15, 16, 17, 18] as const)(
    'works as PostgreSQL %i where only root may enter the folders above',
    async (major) => {
      chmodSync(projectRootPath, 0o700);
      const database = await openEmbedded(options({ major }));
      expect(await one(database, 'SELECT 1 AS value')).toBe(1);
      await one(database, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS value');
      await database.close();
      await eventually('the server has stopped', () => processesIn(projectRootPath).length === 0);
      const again = await openEmbedded(options({ major }));
      expect(await one(again, 'SELECT count(*)::int AS value FROM kept')).toBe(1000);
      await again.close();
    },
  );

  itAsRoot('works for an ordinary user, and afterwards for root', async () => {
    const cachePath = join(projectRootPath, 'cache');
    for (const path of [join(projectRootPath, '.pgrestify'), cachePath]) {
      mkdirSync(path);
      chownSync(path, ordinaryUser.uid, ordinaryUser.gid);
    }
    const task = await startEmbeddedTask(options(), { user: ordinaryUser, cachePath });
    await task.finish();
    expect(statSync(paths().dataPath).uid).toBe(ordinaryUser.uid);
    const asRoot = await openEmbedded(options());
    expect(await one(asRoot, 'SELECT current_database() AS value')).toBe(task.database.database);
    await asRoot.close();
  });

  function options(change: Partial<EmbeddedOptions> = {}): EmbeddedOptions {
    return { projectRootPath, workspacePath, project: 'api', major: 18, ...change };
  }

  function paths() {
    return clusterPaths(join(projectRootPath, '.pgrestify', '18'));
  }

  function logText(): string {
    expect(readServerRecord(paths().recordPath)).toBeDefined();
    return readFileSync(paths().logPath, 'utf8');
  }
});

async function one(
  database: Pick<EmbeddedDatabase, 'host' | 'port' | 'user' | 'password' | 'database'>,
  sql: string,
): Promise<unknown> {
  const client = new Client(database);
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(sql)).rows[0]?.value;
  } finally {
    await client.end();
  }
}
