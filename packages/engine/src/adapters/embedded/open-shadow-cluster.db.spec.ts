import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../testing/eventually';
import { processesIn } from '../../testing/processes-in';
import { makeTemporaryFolder } from '../../testing/temporary-folder';
import { openEmbedded } from './open-embedded';
import { openShadowCluster, type ShadowCluster, type ShadowClusterOptions } from './open-shadow-cluster';

jest.setTimeout(60_000);

describe('the shadow cluster of a project', () => {
  let workspacePath: string;
  let projectRootPath: string;
  beforeAll(() => {
    workspacePath = makeTemporaryFolder('shadow');
  });
  beforeEach(() => {
    projectRootPath = mkdtempSync(join(workspacePath, 'api-'));
  });
  afterAll(async () => {
    await eventually('no process is left', () => processesIn(workspacePath).length === 0);
    rmSync(workspacePath, { recursive: true, force: true });
  });

  it.each([14, 18] as const)('of PostgreSQL %i makes and drops databases', async (major) => {
    const shadow = await openShadowCluster(options({ major }));
    const name = await shadow.createDatabase();
    await query(shadow, name, 'CREATE TABLE t AS SELECT 1 AS value');
    const copy = await shadow.createDatabase({ template: name });
    expect(await query(shadow, copy, 'SELECT value FROM t')).toEqual([1]);
    await shadow.dropDatabase(copy);
    await shadow.dropDatabase(copy);
    expect(await databases(shadow)).toEqual([name]);
    await shadow.close();
  });

  it('is not the cluster of development', async () => {
    const [development, shadow] = await Promise.all([
      openEmbedded({ ...options(), project: 'api' }),
      openShadowCluster(options()),
    ]);
    await query(shadow, 'postgres', 'CREATE ROLE shadow_only');
    expect(
      await query(development, 'api', "SELECT rolname AS value FROM pg_roles WHERE rolname = 'shadow_only'"),
    ).toEqual([]);
    await Promise.all([development.close(), shadow.close()]);
  });

  it('keeps named databases and drops the disposable ones of a run that did not', async () => {
    const first = await openShadowCluster(options());
    await first.createDatabase();
    await first.createDatabase({ name: 'kept' });
    await first.close();
    const second = await openShadowCluster(options());
    expect(await databases(second)).toEqual(['kept']);
    await second.close();
  });

  it('can be had fresh, without the roles and settings of earlier runs', async () => {
    const first = await openShadowCluster(options());
    await query(first, 'postgres', 'CREATE ROLE left_over');
    await query(first, 'postgres', "ALTER SYSTEM SET work_mem = '9MB'");
    await first.createDatabase({ name: 'kept' });
    await first.close();
    const second = await openShadowCluster(options({ contents: 'fresh' }));
    expect(await query(second, 'postgres', "SELECT 1 AS value FROM pg_roles WHERE rolname = 'left_over'")).toEqual([]);
    expect(await query(second, 'postgres', "SELECT current_setting('work_mem') AS value")).toEqual(['4MB']);
    expect(await databases(second)).toEqual([]);
    await second.close();
  });

  it('is had by one at a time', async () => {
    const first = await openShadowCluster(options());
    const order: string[] = [];
    const waiting = openShadowCluster(options()).then((second) => {
      order.push('second has it');
      return second;
    });
    await first.createDatabase();
    order.push('first gives it back');
    await first.close();
    await (await waiting).close();
    expect(order).toEqual(['first gives it back', 'second has it']);
  });

  function options(change: Partial<ShadowClusterOptions> = {}): ShadowClusterOptions {
    return { projectRootPath, workspacePath, major: 18, ...change };
  }
});

function databases(shadow: ShadowCluster): Promise<readonly unknown[]> {
  const sql = "SELECT datname AS value FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY 1";
  return query(shadow, 'postgres', sql);
}

async function query(
  server: Pick<ShadowCluster, 'host' | 'port' | 'user' | 'password'>,
  database: string,
  sql: string,
): Promise<readonly unknown[]> {
  const { host, port, user, password } = server;
  const client = new Client({ host, port, user, password, database });
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(sql)).rows.map((row) => row.value);
  } finally {
    await client.end();
  }
}
