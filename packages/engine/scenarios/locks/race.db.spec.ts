import { Client } from 'pg';
import type { LockHolder } from '../../src/events';
import { keySpace } from '../../src/postgres/lock/lock-keys';
import { eventually } from '../../testing/eventually';
import { type Runner, type RunnerAnswer, startRunner, startRunners } from '../../testing/processes/runner';
import { createTestProject } from '../../testing/projects/test-project';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

/** Eight processes and one database. `npm run test:races` asks for more rounds. */
const rounds = Array.from({ length: Number(process.env.PGRESTIFY_RACE_ROUNDS ?? 20) }, (_, index) => index + 1);
const ids = ['001_t1', '002_t2', '003_t3'];

const server = useServer();
const database = useDatabase(server);
const project = useProject(database);
const client = useClient(database);
let runners: readonly Runner[];
beforeAll(async () => {
  runners = await startRunners(8);
});
afterAll(() => Promise.all(runners.map((runner) => runner.stop())));

it.each(rounds)('applies every migration once when 8 processes migrate one empty database (round %i)', async () => {
  writeTables();
  const answers = await Promise.all(runners.map((runner) => migrateBy(runner)));
  expect(outcomesOf(answers)).toEqual({ succeeded: 1, 'nothing-to-do': 7 });
  expect(await readColumn('SELECT action || id FROM pgrestify.migration_events WHERE id IS NOT NULL')).toEqual(
    ids.map((id) => `up${id}`),
  );
  expect(await readTables()).toEqual(['t1', 't2', 't3']);
  expect(errorsLogged()).toEqual([]);
});

it.each(rounds.filter((round) => round % 2 === 0))(
  'keeps history and schema together when one of 8 processes rolls back (round %i)',
  async () => {
    writeTables();
    const [undoing, ...others] = runners;
    const undone = undoing?.run({ command: 'rollback', settings: project.settings, options: { steps: 2 } });
    const answers = await Promise.all([undone, ...others.map((runner) => migrateBy(runner))]);
    expect(Object.keys(outcomesOf(answers)).sort()).toEqual(['nothing-to-do', 'succeeded']);
    const applied = await readColumn('SELECT id FROM pgrestify.migrations ORDER BY id');
    expect(await readTables()).toEqual(applied.map((id) => String(id).slice(4)));
    expect(await readColumn(idsOutOfStepSql)).toEqual([]);
    expect(await readColumn("SELECT id FROM pgrestify.migration_events WHERE outcome <> 'succeeded'")).toEqual([]);
    expect(errorsLogged()).toEqual([]);
  },
);

it('lets 7 processes wait for the one that works: each says who holds the lock, and ends as a no-op', async () => {
  await closeGate();
  project.migration('001_gate', 'LOCK TABLE gate');
  const [first, ...others] = runners;
  const working = migrateBy(first);
  await eventually('the first process waits at the gate', async () => (await waitingPids()).length === 1);
  const [holder] = await readColumn(lockHoldersSql);
  const waiting = others.map((runner) => migrateBy(runner));
  const askers = new Set<unknown>();
  await eventually('every other process has asked who holds the lock', async () => {
    for (const pid of await readColumn(askersSql)) askers.add(pid);
    return askers.size === others.length;
  });
  await client.query('COMMIT');
  expect((await working)?.outcome).toBe('succeeded');
  for (const answer of await Promise.all(waiting)) {
    expect(answer?.outcome).toBe('nothing-to-do');
    expect(holdersNamedIn(answer)).toContainEqual(
      expect.objectContaining({
        pid: holder,
        application: expect.stringMatching(/^pgrestify api \(.+\)$/),
        user: 'postgres',
        client: '127.0.0.1',
      }),
    );
  }
});

it('says since when the lock is held, not since when its holder waited for it', async () => {
  await closeGate();
  project.migration('001_gate', 'LOCK TABLE gate');
  const other = new Client(database);
  await other.connect();
  await other.query(`SELECT pg_advisory_lock((${keySpace}::bigint << 32) | 1)`);
  const first = migrateBy(runners[0]);
  await eventually(
    'the first process has waited for two seconds',
    async () => (await readColumn(longWaitersSql)).length > 0,
  );
  const [releasedAt] = await readColumn('SELECT extract(epoch FROM clock_timestamp())::bigint * 1000');
  await other.end();
  await eventually('the first process waits at the gate', async () => (await waitingPids()).length === 1);
  const second = migrateBy(runners[1]);
  await eventually(
    'the second process has asked who holds the lock',
    async () => (await readColumn(askersSql)).length > 0,
  );
  await client.query('COMMIT');
  await first;
  const [holder] = holdersNamedIn(await second);
  expect(Number(holder?.since)).toBeGreaterThanOrEqual(Number(releasedAt) - 1000);
});

it('migrates another database while one is locked', async () => {
  await closeGate();
  project.migration('001_gate', 'LOCK TABLE gate');
  const elsewhere = createTestProject(await server.createDatabase());
  elsewhere.migration('001_t', 'CREATE TABLE t ()');
  const working = migrateBy(runners[0]);
  await eventually('the first process waits at the gate', async () => (await waitingPids()).length === 1);
  expect((await elsewhere.migrate()).outcome).toBe('succeeded');
  expect(await waitingPids()).toHaveLength(1);
  await client.query('COMMIT');
  expect((await working)?.outcome).toBe('succeeded');
  elsewhere.dispose();
});

it.each([
  ['its first migration', 0],
  ['a migration on top of others', 1],
])('frees the lock of a process that is killed in the middle of %s', async (_, appliedBefore) => {
  await client.query('CREATE TABLE duration AS SELECT 3600 AS seconds');
  if (appliedBefore > 0) {
    project.migration('001_t1', 'CREATE TABLE t1 ()');
    await project.migrate();
  }
  project.migration('002_slow', 'SELECT pg_sleep(seconds) FROM duration');
  const killed = await startRunner();
  const first = migrateBy(killed);
  await eventually('the statement runs', async () => (await readColumn(sleepingSql)).length === 1);
  const waiting = migrateBy(runners[0]);
  await client.query('UPDATE duration SET seconds = 0');
  await killed.stop();
  expect((await first)?.outcome).toBe('killed');
  expect((await waiting)?.outcome).toBe('succeeded');
  expect(await readColumn(sleepingSql)).toEqual([]);
  expect(await readColumn("SELECT outcome FROM pgrestify.migration_events WHERE id = '002_slow'")).toEqual([
    'succeeded',
  ]);
});

/** A table that a migration waits for, until the client commits. */
async function closeGate(): Promise<void> {
  await client.query('CREATE TABLE gate ()');
  await client.query('BEGIN; LOCK TABLE gate');
}

function writeTables(): void {
  for (const id of ids) project.migration(id, `CREATE TABLE ${id.slice(4)} ()`, `DROP TABLE ${id.slice(4)}`);
}

function migrateBy(runner: Runner | undefined): Promise<RunnerAnswer> | undefined {
  return runner?.run({ command: 'migrate', settings: project.settings });
}

function outcomesOf(answers: readonly (RunnerAnswer | undefined)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const outcome = answer?.message ?? answer?.outcome ?? '';
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

/** Ids that were not done and undone in turn, or whose last event is not what history says. */
const idsOutOfStepSql = `SELECT id FROM (
  SELECT id, action, lag(action) OVER each AS before, lead(action) OVER each AS after FROM pgrestify.migration_events
  WHERE id IS NOT NULL WINDOW each AS (PARTITION BY id ORDER BY event_id)
) e WHERE action = coalesce(before, 'down')
  OR (after IS NULL AND (action = 'up') <> EXISTS (SELECT FROM pgrestify.migrations m WHERE m.id = e.id))`;

function holdersNamedIn(answer: RunnerAnswer | undefined): readonly (LockHolder | undefined)[] {
  return (answer?.events ?? []).flatMap((event) => (event.type === 'lock-waiting' ? [event.holder] : []));
}

const lockHoldersSql = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = ${keySpace} AND objid = 1 AND granted`;

/** Sessions of runners that have polled for two seconds. */
const longWaitersSql = `SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_try_advisory_lock%' AND pid <> pg_backend_pid()
  AND clock_timestamp() - backend_start > interval '2 seconds'`;

/** Sessions whose last question was who holds the run lock; who waits for a table is asked of its blockers in other words. */
const askersSql = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%a.client_hostname%' AND pid <> pg_backend_pid()";

const sleepingSql = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

/** Runners that wait for a table. */
function waitingPids(): Promise<readonly unknown[]> {
  return readColumn(
    "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%' AND wait_event_type = 'Lock'",
  );
}

function readTables(): Promise<readonly unknown[]> {
  return readColumn("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1");
}

async function readColumn(sql: string): Promise<readonly unknown[]> {
  // A connection of its own: within a transaction pg_stat_activity does not change.
  const onlooker = new Client(database);
  await onlooker.connect();
  try {
    const { rows } = await onlooker.query({ text: sql, rowMode: 'array' });
    return rows.map(([value]) => value);
  } finally {
    await onlooker.end();
  }
}

function errorsLogged(): readonly string[] {
  return server
    .logText()
    .split('\n')
    .filter((line) => /ERROR|FATAL/.test(line));
}
