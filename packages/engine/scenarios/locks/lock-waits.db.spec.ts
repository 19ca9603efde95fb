import { Client } from 'pg';
import type { MigrationEvent } from '../../src/events';
import { describeEvent } from '../../src/reporters/text';
import { eventually } from '../../testing/eventually';
import { createTestProject } from '../../testing/projects/test-project';
import { itOnOwnServer } from '../../testing/servers/it-on-own-server';
import { startTestServer } from '../../testing/servers/test-server';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer({ settings: { max_prepared_transactions: '2' } });
const database = useDatabase(server);
// As `zeroDowntime` resolves to.
const migrations = { zeroDowntime: true, lockTimeoutMs: 1_200, lockRetryForMs: 600_000 };
const project = useProject(database, { migrations });
const reader = useClient(database, { application_name: 'report' });
const application = useClient(database, { application_name: 'shop' });
beforeEach(async () => {
  project.migration('1-posts', 'CREATE TABLE posts (id int, n int); INSERT INTO posts VALUES (1, 1);');
  await project.migrate();
});

async function connect(name: string): Promise<Client> {
  const client = new Client({ ...database, application_name: name });
  await client.connect();
  return client;
}

type Retrying = Extract<MigrationEvent, { type: 'step-retrying' }>;

const retries = () => project.events.filter((event): event is Retrying => event.type === 'step-retrying');

/** Whether the migration waits for a lock on posts. */
async function isWaiting(): Promise<boolean> {
  const { rows } = await application.query(
    "SELECT FROM pg_locks WHERE relation = 'posts'::regclass AND NOT granted AND mode = 'AccessExclusiveLock'",
  );
  return rows.length > 0;
}

it('lets queries of the application pass again and again while a long reader is in the way', async () => {
  await reader.query('BEGIN; SELECT count(*) FROM posts');
  project.migration('2-wide', 'ALTER TABLE posts ADD COLUMN wide int;');
  const done = project.migrate();
  // Each of these queues behind the migration, and comes through although the reader has not ended.
  let passed = 0;
  while (!retries().some(({ waitersBehind }) => waitersBehind > 0)) {
    await eventually('the migration waits', isWaiting);
    const { rows } = await application.query<{ count: string }>('SELECT count(*) FROM posts');
    passed += Number(rows[0]?.count);
  }
  expect(passed).toBeGreaterThan(0);
  const seen = retries().find(({ waitersBehind }) => waitersBehind > 0);
  expect(seen).toMatchObject({
    id: '2-wide',
    waitersBehind: 1,
    error: { code: 'LOCK_TIMEOUT' },
    blockers: [
      expect.objectContaining({
        application: 'report',
        user: 'postgres',
        query: 'BEGIN; SELECT count(*) FROM posts',
        lock: 'AccessShareLock on public.posts',
      }),
    ],
  });
  await reader.query('COMMIT');
  expect((await done).outcome).toBe('succeeded');
});

it('waits no longer than that when the script asks for more', async () => {
  await reader.query('BEGIN; SELECT count(*) FROM posts');
  project.migration('2-wide', '-- pgrestify: lock-timeout 0\nALTER TABLE posts ADD COLUMN wide int;');
  const done = project.migrate();
  await eventually('it gives way', () => retries().length > 0);
  await reader.query('COMMIT');
  expect((await done).outcome).toBe('succeeded');
});

/** Whether somebody has waited for more than so many milliseconds for a lock of the relation, or of a row. */
async function hasWaited(ms: number, condition: string): Promise<boolean> {
  const { rows } = await application.query(
    `SELECT FROM pg_locks w WHERE NOT w.granted AND ${condition} AND w.waitstart < clock_timestamp() - interval '${ms} ms'`,
  );
  return rows.length > 0;
}

it('waits no longer than that for all locks of a transaction together', async () => {
  await application.query(
    `CREATE TABLE parted (id int) PARTITION BY LIST (id); INSERT INTO posts VALUES (2, 2);
     CREATE TABLE part_one PARTITION OF parted FOR VALUES IN (1); CREATE TABLE part_two PARTITION OF parted FOR VALUES IN (2);`,
  );
  const second = await connect('second report');
  await reader.query('BEGIN; SELECT FROM part_one');
  await second.query('BEGIN; SELECT FROM part_two');
  project.migration('2-wide', 'ALTER TABLE parted ADD COLUMN wide int;');
  const done = project.migrate();
  // Each wait is shorter than lock_timeout, and both together are not.
  await eventually('it waits for the first partition', () => hasWaited(700, "w.relation = 'part_one'::regclass"));
  await reader.query('COMMIT');
  await eventually('it gives way', () => retries().length > 0);
  await second.query('COMMIT');
  expect((await done).outcome).toBe('succeeded');
  expect(retries()[0]?.error).toMatchObject({
    code: 'LOCK_TIMEOUT',
    message: expect.stringMatching(/waited \d+ ms for locks altogether, of 1200 ms/),
  });
  await second.end();
});

it('does not count the waits of a transaction that keeps nobody from a table', async () => {
  await application.query('INSERT INTO posts VALUES (2, 2)');
  const second = await connect('second report');
  await reader.query('BEGIN; UPDATE posts SET n = 0 WHERE id = 1');
  await second.query('BEGIN; UPDATE posts SET n = 0 WHERE id = 2');
  project.migration('2-fill', 'CREATE TABLE noted (id int); UPDATE posts SET n = 5 WHERE id > 0;');
  const done = project.migrate();
  await eventually('it waits for the first row', () => hasWaited(700, "w.locktype = 'transactionid'"));
  await reader.query('COMMIT');
  await eventually('it waits for the second row', () => hasWaited(700, "w.locktype = 'transactionid'"));
  await second.query('COMMIT');
  expect((await done).outcome).toBe('succeeded');
  expect(retries()).toEqual([]);
  await second.end();
});

it('tries the parts again of a script that runs in parts, and only the one that failed', async () => {
  await reader.query('BEGIN; SELECT count(*) FROM posts');
  project.migration(
    '2-parts',
    `-- pgrestify: transaction off
CREATE TABLE counted (at timestamptz);
ALTER TABLE posts ADD COLUMN one int;
CREATE INDEX CONCURRENTLY counted_at ON counted (at);
ALTER TABLE posts ADD COLUMN two int;`,
  );
  const done = project.migrate();
  await eventually('it gives way', () => retries().length > 1);
  expect(project.events.filter(({ type }) => type === 'statement-finished')).toHaveLength(1);
  await reader.query('COMMIT');
  expect((await done).outcome).toBe('succeeded');
  expect(project.events.filter(({ type }) => type === 'step-failed')).toEqual([]);
});

it('keeps the parts that are done when it is interrupted between two tries', async () => {
  await reader.query('BEGIN; SELECT count(*) FROM posts');
  project.migration(
    '2-parts',
    '-- pgrestify: transaction off\nCREATE TABLE kept (id int);\nALTER TABLE posts ADD COLUMN one int;',
  );
  const interruption = new AbortController();
  const done = project.migrate({}, interruption.signal);
  await eventually('it gives way', () => retries().length > 0);
  interruption.abort();
  expect((await done).outcome).toBe('cancelled');
  await reader.query('COMMIT');
  expect((await project.status()).migrations.at(-1)).toMatchObject({ id: '2-parts', state: 'failed' });
  expect((await project.migrate()).outcome).toBe('succeeded');
});

it('gives up after lockRetryFor, and names who was in the way', async () => {
  const impatient = createTestProject(database, {
    workspacePath: project.settings.workspacePath,
    migrations: { zeroDowntime: true, lockTimeoutMs: 200, lockRetryForMs: 1 },
  });
  await reader.query('BEGIN; SELECT count(*) FROM posts');
  project.migration('2-wide', '-- pgrestify: transaction off\nALTER TABLE posts ADD COLUMN wide int;');
  const { outcome, steps } = await impatient.migrate();
  expect(outcome).toBe('failed');
  expect(steps.at(-1)?.error).toMatchObject({ code: 'LOCK_TIMEOUT' });
  await reader.query('COMMIT');
});

itOnOwnServer('waits long enough for the server to cancel an autovacuum that is in the way', async () => {
  const slow = await startTestServer({
    settings: {
      autovacuum_naptime: '1s',
      autovacuum_vacuum_cost_delay: '100ms',
      autovacuum_vacuum_cost_limit: '1',
      log_min_messages: 'debug1',
    },
  });
  try {
    const vacuumed = await slow.createDatabase();
    const migrations = { zeroDowntime: true, lockTimeoutMs: 1_200, lockRetryForMs: 600_000 };
    const busy = createTestProject(vacuumed, { migrations });
    const client = new Client(vacuumed);
    await client.connect();
    await client.query(`CREATE TABLE posts (id int, filler text) WITH (autovacuum_vacuum_threshold = 1);
      INSERT INTO posts SELECT g, repeat('x', 500) FROM generate_series(1, 20000) g; DELETE FROM posts WHERE id % 2 = 0;`);
    await eventually('autovacuum works on the table', async () => {
      const { rows } = await client.query("SELECT FROM pg_stat_activity WHERE query LIKE 'autovacuum: VACUUM%posts%'");
      return rows.length > 0;
    });
    busy.migration('1-wide', 'ALTER TABLE posts ADD COLUMN wide int;');
    expect((await busy.migrate()).outcome).toBe('succeeded');
    expect(slow.logText()).toContain('canceling autovacuum task');
    await client.end();
    busy.dispose();
  } finally {
    await slow.stop();
  }
});

describe('an orphaned prepared transaction', () => {
  const gid = "order 7's";
  beforeEach(async () => {
    await application.query("BEGIN; UPDATE posts SET n = 2; PREPARE TRANSACTION 'order 7''s'");
  });
  afterEach(async () => {
    await application.query("ROLLBACK PREPARED 'order 7''s'");
  });

  it.each([
    ['a table', 'ALTER TABLE posts ADD COLUMN wide int;', 'RowExclusiveLock on public.posts'],
    ['a row', 'UPDATE posts SET n = 3;', 'ExclusiveLock'],
    ['what a concurrent build waits for', 'CREATE INDEX CONCURRENTLY ON posts (n);', 'ExclusiveLock'],
  ])('is named as the blocker of %s, with the statement that ends it', async (_what, up, lock) => {
    project.migration('2-wide', up);
    const interruption = new AbortController();
    const done = project.migrate({}, interruption.signal);
    const waiting = () => project.events.find(({ type }) => type === 'step-waiting' || type === 'step-retrying');
    await eventually('the blocker is named', () => waiting() !== undefined);
    interruption.abort();
    await done;
    expect(waiting()).toMatchObject({
      blockers: [{ pid: 0, user: 'postgres', lock, preparedTransaction: { gid, database: database.database } }],
    });
    const told = project.events.map(describeEvent).join('\n');
    expect(told).toMatch(
      /by prepared transaction order 7's \(owner postgres, database test_\w+, for [^)]*\), which only this ends there: ROLLBACK PREPARED 'order 7''s'/,
    );
  });
});
