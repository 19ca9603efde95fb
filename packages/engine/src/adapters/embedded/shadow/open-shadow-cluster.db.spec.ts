import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../../../testing/eventually';
import { processesIn } from '../../../../testing/processes/processes-in';
import { makeTemporaryFolder } from '../../../../testing/test-run/temporary-folder';
import { type EmbeddedDatabase, openEmbedded } from '../open-embedded';
import { openShadowCluster, type ShadowCluster, type ShadowClusterOptions } from './open-shadow-cluster';

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

  it.each([14, 18] as const)('of PostgreSQL %i is begun anew each time, or with a kept state', async (major) => {
    const first = await openShadowCluster(options({ major }));
    await first.createDatabase('shop');
    await query(first, 'shop', 'CREATE TABLE t AS SELECT 1 AS value');
    await query(first, 'postgres', 'CREATE ROLE kept');
    expect(await first.keep({ key: 'one', note: 'a note' })).toBe(true);
    await query(first, 'shop', 'UPDATE t SET value = 2');
    await query(first, 'postgres', 'CREATE ROLE left_over');
    await query(first, 'postgres', "ALTER SYSTEM SET work_mem = '9MB'");
    await first.close();

    const fresh = await openShadowCluster(options({ major }));
    expect(fresh.begunWith).toBeUndefined();
    expect([await databases(fresh), await roles(fresh)]).toEqual([[], ['postgres']]);
    expect(await query(fresh, 'postgres', "SELECT current_setting('work_mem') AS value")).toEqual(['4MB']);
    await fresh.reset(['none', 'one']);
    expect(fresh.begunWith).toMatchObject({ key: 'one', note: 'a note' });
    expect([await databases(fresh), await roles(fresh)]).toEqual([['shop'], ['kept', 'postgres']]);
    expect(await query(fresh, 'shop', 'SELECT value FROM t')).toEqual([1]);
    await fresh.close();
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

  it('is begun afresh, and the state removed, when its server does not start with it', async () => {
    const first = await openShadowCluster(options());
    await first.keep({ key: 'one', note: '' });
    await first.close();
    // Of the size that the manifest says, so that only the server finds out.
    const controlPath = join(statesPath(), 'one', 'data', 'global', 'pg_control');
    writeFileSync(controlPath, Buffer.alloc(statSync(controlPath).size));
    const second = await openShadowCluster(options({ states: ['one'] }));
    expect(second.begunWith).toBeUndefined();
    expect(await query(second, 'postgres', 'SELECT 1 AS value')).toEqual([1]);
    expect(readdirSync(statesPath())).toEqual([]);
    await second.close();
  });

  it('is had by one at a time', async () => {
    const first = await openShadowCluster(options());
    const order: string[] = [];
    const waiting = openShadowCluster(options()).then((second) => {
      order.push('second has it');
      return second;
    });
    await query(first, 'postgres', 'SELECT 1 AS value');
    order.push('first gives it back');
    await first.close();
    await (await waiting).close();
    expect(order).toEqual(['first gives it back', 'second has it']);
  });

  function options(change: Partial<ShadowClusterOptions> = {}): ShadowClusterOptions {
    return { projectRootPath, workspacePath, major: 18, ...change };
  }

  function statesPath(): string {
    return join(projectRootPath, '.pgrestify', 'shadow-18', 'validated');
  }
});

function databases(shadow: ShadowCluster): Promise<readonly unknown[]> {
  const sql = "SELECT datname AS value FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY 1";
  return query(shadow, 'postgres', sql);
}

function roles(shadow: ShadowCluster): Promise<readonly unknown[]> {
  return query(shadow, 'postgres', "SELECT rolname AS value FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1");
}

async function query(
  server: ShadowCluster | EmbeddedDatabase,
  database: string,
  sql: string,
): Promise<readonly unknown[]> {
  const { host, port, user, password } = 'connection' in server ? server.connection : server;
  const client = new Client({ host, port, user, password, database });
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(sql)).rows.map((row) => row.value);
  } finally {
    await client.end();
  }
}
