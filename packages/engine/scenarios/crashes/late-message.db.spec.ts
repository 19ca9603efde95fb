import { Client } from 'pg';
import type { MigrateOptions } from '../../src/commands/migrate/migrate.options';
import type { Settings } from '../../src/config/settings';
import { eventually } from '../../testing/eventually';
import { startRunner } from '../../testing/processes/runner';
import { useClient, useDatabase, useProject, useProxy, useServer } from '../../testing/servers/use-database';
import type { Intercepted } from '../../testing/servers/wire-proxy';

const server = useServer();
const database = useDatabase(server);
const proxy = useProxy(server);
const project = useProject(database, { environment: 'development', development: true });
const client = useClient(database);
/** How much the server had logged before the test. */
let loggedBefore: number;
beforeEach(() => {
  loggedBefore = server.logText().length;
});

it('does not create the history a second time when the first write of a killed process arrives late', async () => {
  project.migration('001_t', 'CREATE TABLE t ()');
  const late = await killBeforeServer('CREATE SCHEMA pgrestify');
  expect((await project.migrate()).outcome).toBe('succeeded');
  await deliver(late);
  expect(logged()).not.toMatch(/already exists|duplicate key/);
  expect((await project.status()).migrations).toMatchObject([{ id: '001_t', state: 'applied' }]);
});

it('drops nothing when the reset of a killed process arrives late', async () => {
  project.migration('001_t', 'CREATE TABLE t ()');
  await project.migrate();
  const late = await killBeforeServer('DROP SCHEMA IF EXISTS public', { reset: true, confirm: true });
  project.migration('002_u', 'CREATE TABLE u ()');
  expect((await project.migrate()).outcome).toBe('succeeded');
  await deliver(late);
  expect((await project.status()).migrations).toMatchObject([
    { id: '001_t', state: 'applied' },
    { id: '002_u', state: 'applied' },
  ]);
  expect(await valuesOf("SELECT to_regclass('u')::text")).toEqual(['u']);
});

it('does not stop a concurrent build when the step of a killed process arrives late', async () => {
  await client.query('CREATE TABLE t (a int)');
  project.migration('001_u', 'CREATE TABLE u ()');
  const late = await killBeforeServer('CREATE TABLE u');
  project.migration('002_i', 'CREATE INDEX CONCURRENTLY i ON t (a)');
  const application = new Client(database);
  await application.connect();
  await application.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await application.query('SELECT * FROM t');
  const run = project.migrate();
  await eventually('the build waits for the application', () =>
    project.events.some(({ type }) => type === 'step-waiting'),
  );
  late.release();
  await eventually('the late message was refused', () => logged().includes('ERROR:  the run lock was lost'));
  await application.query('COMMIT');
  expect((await run).outcome).toBe('succeeded');
  expect(logged()).not.toContain('deadlock');
  expect(await valuesOf("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).toEqual([true]);
  await application.end();
});

function logged(): string {
  return server.logText().slice(loggedBefore);
}

/** Kills a process that migrates with the message of these words sent and not yet arrived. */
async function killBeforeServer(words: string, options: MigrateOptions = {}): Promise<Intercepted> {
  const late = proxy.intercept({
    when: ({ from, bytes }) => from === 'client' && bytes.includes(words),
    action: 'hold',
  });
  const runner = await startRunner();
  const settings = settingsAt(proxy.port);
  const answer = runner.run({ command: 'migrate', settings, options });
  await late.happened;
  await runner.stop();
  expect((await answer).outcome).toBe('killed');
  return late;
}

/** Settings of the project, connected to through that port. */
function settingsAt(port: number): Settings {
  const { settings } = project;
  if (settings.database.kind !== 'server') throw new Error('a test project is on a server');
  return { ...settings, database: { ...settings.database, port } };
}

/** Lets the message arrive, and waits until the server is done with it. */
async function deliver(late: Intercepted): Promise<void> {
  late.release();
  const others = "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%'";
  await eventually('no session of a runner is left', async () => (await valuesOf(others)).length === 0);
}

async function valuesOf(sql: string): Promise<readonly unknown[]> {
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  return rows.map(([value]) => value);
}
