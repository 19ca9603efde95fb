import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { readProcessStart } from '../../src/adapters/embedded/server/process-start';
import { eventually } from '../eventually';
import { processesIn } from '../processes/processes-in';
import { startTestServer, type TestDatabase, type TestServer } from './test-server';

describe.each([14, 15, 16, 17, 18] as const)('a test server of PostgreSQL %i', (major) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ major, password: "it's a secret", settings: { work_mem: '5MB' } });
  });
  afterAll(() => server.stop());

  it('is of that major, with the settings and the password asked for', async () => {
    const database = await server.createDatabase();
    expect(database.password).toBe("it's a secret");
    expect(await one(database, 'SELECT current_setting($1) AS value', ['work_mem'])).toBe('5MB');
    expect(await one(database, "SELECT current_setting('server_version_num')::int / 10000 AS value")).toBe(major);
    expect(await one(database, "SELECT lower('É') AS value")).toBe('é');
  });

  it('keeps its databases and its port over a crash and a restart', async () => {
    const database = await server.createDatabase('kept');
    await server.kill();
    await expect(one(database, 'SELECT 1 AS value')).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(server.port).toBe(database.port);
    expect(await one(database, 'SELECT 1 AS value')).toBe(1);
    expect(server.logText()).toContain('database system was not properly shut down');
  });

  it('leaves neither process nor folder once stopped', async () => {
    await server.stop();
    expect(readProcessStart(server.pid)).toBeUndefined();
    expect(existsSync(server.dataPath)).toBe(false);
  });
});

describe('a test server whose spec dies', () => {
  it('is stopped, and its folder deleted', async () => {
    const program = `require(${JSON.stringify(join(__dirname, 'test-server.ts'))}).startTestServer()
      .then((server) => console.log(server.dataPath))`;
    const spec = spawn(process.execPath, ['-r', '@swc-node/register', '-e', program], {
      cwd: join(__dirname, '../../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [dataPath]: readonly string[] = await once(createInterface(spec.stdout), 'line');
    const basePath = dirname(dataPath ?? '');
    await eventually('no process is left', () => processesIn(basePath).length === 0);
    expect(existsSync(basePath)).toBe(false);
  });
});

async function one(database: TestDatabase, sql: string, parameters: unknown[] = []): Promise<unknown> {
  const client = new Client(database);
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(sql, parameters)).rows[0]?.value;
  } finally {
    await client.end();
  }
}
