import { Client } from 'pg';
import { readSnapshot } from '../../testing/schemas/read-snapshot';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

// Otherwise autovacuum would take transaction ids of its own.
const server = useServer({ settings: { autovacuum: 'off' } });
const database = useDatabase(server);
const client = useClient(database);
const project = useProject(database, { development: true, migrations: { lockTimeoutMs: 200 } });
beforeEach(() => {
  project.write('functions/f.sql', 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT 1$$;');
  project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
  project.migration('002_b', 'CREATE TABLE b ();', 'DROP TABLE b;');
  project.write('test-data/a.sql', 'INSERT INTO a DEFAULT VALUES;');
});

/**
 * Everything that a write would change: the catalog with our own schema, how many relations there are, and the next
 * transaction id, which only a transaction that writes takes.
 */
async function fingerprint() {
  const { rows } = await client.query(
    'SELECT pg_snapshot_xmax(pg_current_snapshot()) AS next_xid, (SELECT count(*) FROM pg_class) AS relations',
  );
  return { schema: await readSnapshot(client, 'included'), ...rows[0] };
}

const readOnly: readonly (readonly [string, () => Promise<{ readonly outcome: string }>])[] = [
  ['migrate --dry-run', () => project.migrate({ dryRun: true })],
  ['migrate --dry-run --include-test-data', () => project.migrate({ dryRun: true, includeTestData: true })],
  ['migrate --dry-run --reset', () => project.migrate({ dryRun: true, reset: true })],
  ['migrate --dry-run --file', () => project.migrate({ dryRun: true, file: 'sql/migrations/001_a/up.sql' })],
  ['rollback --dry-run', () => project.rollback({ dryRun: true, to: 0 })],
  ['status', () => project.status()],
  ['status --check --history', () => project.status({ check: true, history: true, logs: true })],
];

it.each(readOnly)('%s writes nothing at all into an empty database', async (_name, command) => {
  const before = await fingerprint();
  await command();
  expect(await fingerprint()).toEqual(before);
});

it.each(readOnly)('%s writes nothing at all into one that is migrated', async (_name, command) => {
  await project.migrate({ to: '1' });
  const before = await fingerprint();
  await command();
  expect(await fingerprint()).toEqual(before);
});

it.each(readOnly)('%s waits for no other runner', async (_name, command) => {
  await project.migrate({ to: '1' });
  const runner = await holdRunLock();
  await expect(command()).resolves.toBeDefined();
  await runner.end();
});

it('writes nothing either when a run is refused, or has nothing to do', async () => {
  await project.migrate();
  const before = await fingerprint();
  expect((await project.migrate()).outcome).toBe('nothing-to-do');
  project.migration('001_a', 'CREATE TABLE edited ();');
  expect((await project.migrate()).outcome).toBe('refused');
  expect(await fingerprint()).toEqual(before);
});

it.each<[string, () => Promise<unknown>]>([
  ['status', () => project.status()],
  ['migrate', () => project.migrate()],
  ['rollback --dry-run', () => project.rollback({ dryRun: true })],
])('%s does not hang when somebody has locked the history, and says who', async (_name, command) => {
  await project.migrate({ to: '1' });
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  await client.query("SET application_name = 'vacuum full'");
  await client.query('BEGIN; LOCK TABLE pgrestify.migrations IN ACCESS EXCLUSIVE MODE');
  await expect(command()).rejects.toMatchObject({
    code: 'LOCK_TIMEOUT',
    message: `The history cannot be read: it is locked by vacuum full (pid ${rows[0].pid}, user postgres).`,
    hint: 'End the session that locks it, or try later.',
  });
  await client.query('ROLLBACK');
  expect((await project.status()).migrations).toHaveLength(3);
});

/** Another runner, as far as the lock tells. */
async function holdRunLock(): Promise<Client> {
  const runner = new Client(database);
  await runner.connect();
  await runner.query(`SELECT pg_advisory_lock(${(0x70677265n << 32n) | 1n})`);
  return runner;
}
