import { startMigrateTask } from '../../testing/processes/migrate-task';
import { useClient, useDatabase, useProject, useProxy, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const proxy = useProxy(server);
const project = useProject(database);
const client = useClient(database);
/** Looks on from outside: within a transaction pg_stat_activity does not change. */
const onlooker = useClient(database);

async function count(table: string): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0].n;
}

function isStep(bytes: Buffer, mark: string): boolean {
  return bytes.includes('BEGIN ISOLATION LEVEL') && bytes.includes(mark);
}

it('does a step once when its runner is killed with the message before the server, and a second one starts at once', async () => {
  await client.query('CREATE TABLE runs (at timestamptz DEFAULT clock_timestamp())');
  project.write('repeatable/count.sql', 'INSERT INTO runs DEFAULT VALUES;');
  const held = proxy.intercept({
    when: ({ from, bytes }) => from === 'client' && isStep(bytes, 'INSERT INTO runs'),
    action: 'hold',
  });
  const first = startMigrateTask({
    ...project.settings,
    database: { ...project.settings.database, port: proxy.port } as never,
  });
  await held.happened;
  first.signal('SIGKILL');
  expect((await first.ended).outcome).toBe('killed');

  expect((await project.migrate()).outcome).toBe('succeeded');
  held.release();
  await untilNoOtherRunner();
  expect(await count('runs')).toBe(1);
  expect(await count("pgrestify.migration_events WHERE outcome = 'succeeded' AND id = 'repeatable/count.sql'")).toBe(1);
});

it('does a step once when its runner is killed while the server executes it, and a second one starts at once', async () => {
  await client.query('CREATE TABLE runs (at timestamptz DEFAULT clock_timestamp()); CREATE TABLE gate ()');
  project.write('repeatable/count.sql', 'INSERT INTO runs DEFAULT VALUES; LOCK TABLE gate;');
  await client.query('BEGIN; LOCK TABLE gate');
  const first = startMigrateTask(project.settings);
  await untilWaiting();
  first.signal('SIGKILL');
  await first.ended;
  const second = project.migrate();
  await client.query('COMMIT');
  expect(['succeeded', 'nothing-to-do']).toContain((await second).outcome);
  await untilNoOtherRunner();
  expect(await count('runs')).toBe(1);
});

it('rolls back and frees the lock when it is terminated by a signal', async () => {
  await client.query('CREATE TABLE gate ()');
  project.migration('001_gate', 'CREATE TABLE t (); LOCK TABLE gate;', 'DROP TABLE t;');
  await client.query('BEGIN; LOCK TABLE gate');
  const task = startMigrateTask(project.settings);
  await untilWaiting();
  task.signal('SIGTERM');
  expect((await task.ended).outcome).toBe('cancelled');
  await client.query('COMMIT');
  expect((await project.status()).migrations).toMatchObject([{ id: '001_gate', state: 'pending' }]);
  expect(await count("pg_locks WHERE locktype = 'advisory'")).toBe(0);
  expect((await project.migrate()).outcome).toBe('succeeded');
});

/** The condition that the runner's worker waits for a lock, asked of the server until it holds. */
async function untilWaiting(): Promise<void> {
  await until(
    "EXISTS (SELECT FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%' AND wait_event_type = 'Lock')",
  );
}

async function untilNoOtherRunner(): Promise<void> {
  await until("NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%')");
}

async function until(condition: string): Promise<void> {
  for (;;) {
    const { rows } = await onlooker.query(`SELECT ${condition} AS holds, pg_sleep(0.02)`);
    if (rows[0].holds) return;
  }
}
