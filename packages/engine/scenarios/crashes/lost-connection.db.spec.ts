import { Client } from 'pg';
import { migrate } from '../../src/commands/migrate/migrate';
import { openPorts } from '../../src/open/open-ports';
import type { Liveness } from '../../src/postgres/session/answer-deadline';
import { eventually } from '../../testing/eventually';
import { startMigrateTask } from '../../testing/processes/migrate-task';
import { createTestProject } from '../../testing/projects/test-project';
import { useDatabase, useProject, useProxy, useServer } from '../../testing/servers/use-database';
import { commandTagOf, sqlOf, type WireMessage } from '../../testing/servers/wire-messages';

/** Patience enough that a busy machine is not taken for silence, and little with a server that is gone. */
const impatient: Liveness = { answerWithinMs: 60_000, reconnectForMs: 500 };
const patient: Liveness = { answerWithinMs: 60_000, reconnectForMs: 20_000 };
/** Finds silence soon. */
const attentive: Liveness = { answerWithinMs: 2_000, reconnectForMs: 20_000 };

// Neither writes a page, and with it the commits of others, while a test waits for their loss.
const server = useServer({ settings: { bgwriter_lru_maxpages: '0', autovacuum: 'off' } });
const database = useDatabase(server);
const proxy = useProxy(server);
const project = useProject(() => ({ ...database, port: proxy.port }), { migrations: { connectTimeoutMs: 10_000 } });
beforeEach(() => {
  project.migration('001_users', 'CREATE TABLE users (); CREATE TABLE first_step ();');
  project.migration('002_posts', 'CREATE TABLE posts ();');
});

interface Ended {
  readonly outcome: string;
  /** `id: outcome or code` of each step. */
  readonly steps: readonly string[];
}

async function run(liveness: Liveness): Promise<Ended> {
  const ports = openPorts(project.settings, {
    reporter: { report: () => {} },
    signal: new AbortController().signal,
    liveness,
  });
  try {
    const { outcome, steps } = await migrate(project.settings, {}, ports);
    return { outcome, steps: steps.map(({ step, outcome: how, error }) => `${step.id}: ${error?.code ?? how}`) };
  } catch (error) {
    return { outcome: String((error as { readonly code?: string }).code ?? error), steps: [] };
  } finally {
    await ports.close();
  }
}

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ ...database, options: '-c idle_session_timeout=0' });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function states(): Promise<readonly string[]> {
  const direct = createTestProject(database, { workspacePath: project.settings.workspacePath });
  const { migrations } = await direct.status();
  return migrations.map(({ id, state }) => `${id}: ${state}`);
}

const runsStep = (mark: string) => (message: WireMessage) => sqlOf(message)?.includes(mark) ?? false;

const recordsUp = (message: WireMessage): boolean => /record_up\(|'up', '00\d_/.test(sqlOf(message) ?? '');

/** The COMMIT of the message that holds the mark. */
function commitOf(mark: string): (message: WireMessage) => boolean {
  let isSent = false;
  return (message) => {
    isSent ||= runsStep(mark)(message);
    return isSent && commandTagOf(message) === 'COMMIT';
  };
}

it('ends each message of a step with its COMMIT, so that a cancellation after that hits no statement', async () => {
  const sent: string[] = [];
  proxy.watch((message) => sent.push(...(recordsUp(message) ? [sqlOf(message) ?? ''] : [])));
  project.migration('003_lock', 'SELECT pg_advisory_lock(7);');
  project.migration('004_parts', `CREATE INDEX CONCURRENTLY ON posts ((1));\nSELECT pg_advisory_lock(7);`);
  project.migration(
    '005_look',
    "DO $$ BEGIN IF EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 7) THEN RAISE 'left'; END IF; END $$;",
  );
  expect((await run(patient)).outcome).toBe('succeeded');
  expect(sent).toHaveLength(6);
  for (const text of sent) expect(text).toMatch(/COMMIT$/);
});

describe('a COMMIT without an answer', () => {
  it('is found in history, and the run goes on with the next step', async () => {
    proxy.intercept({ when: commitOf('CREATE TABLE users'), action: 'cut' });
    expect(await run(patient)).toEqual({
      outcome: 'succeeded',
      steps: ['001_users: succeeded', '002_posts: succeeded'],
    });
    expect(await states()).toEqual(['001_users: applied', '002_posts: applied']);
  });

  it('is of a step that took as long as history says', async () => {
    proxy.intercept({ when: commitOf('CREATE TABLE users'), action: 'cut' });
    const { steps } = await project.migrate();
    expect(await query('SELECT id, duration_ms::int AS ms FROM pgrestify.migrations ORDER BY id')).toEqual(
      steps.map(({ step, durationMs }) => ({ id: step.id, ms: durationMs })),
    );
  });

  it('is not found when the server never saw the step, which is not run again by itself', async () => {
    proxy.intercept({ when: runsStep('CREATE TABLE users'), action: 'cut' });
    expect(await run(patient)).toEqual({
      outcome: 'failed',
      steps: ['001_users: CONNECTION_LOST', '002_posts: not-run'],
    });
    expect(await states()).toEqual(['001_users: pending', '002_posts: pending']);
  });

  it('keeps backslashes as they are on the new connection, whatever the database sets', async () => {
    await query(`ALTER DATABASE ${database.database} SET standard_conforming_strings = off`);
    project.migration('003_text', String.raw`CREATE TABLE texts AS SELECT 'C:\new' AS text;`);
    proxy.intercept({ when: commitOf('CREATE TABLE posts'), action: 'cut' });
    expect((await run(patient)).outcome).toBe('succeeded');
    expect(await query('SELECT text FROM texts')).toEqual([{ text: String.raw`C:\new` }]);
  });

  it('of the run itself is found, too, and the run has succeeded', async () => {
    proxy.intercept({ when: commitOf("'run', NULL"), action: 'cut' });
    expect((await run(patient)).outcome).toBe('succeeded');
    expect(await query("SELECT outcome FROM pgrestify.migration_events WHERE action = 'run'")).toEqual([
      { outcome: 'succeeded' },
    ]);
  });

  it('of the run itself is written once, also when the process of the lost connection is still at it', async () => {
    const other = new Client(database);
    await other.connect();
    const sent = proxy.intercept({ when: runsStep("'run', NULL"), action: 'hold' });
    const ended = run(patient);
    await sent.happened;
    await other.query('BEGIN; LOCK TABLE pgrestify.migration_events IN SHARE ROW EXCLUSIVE MODE');
    sent.release();
    const waiting = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name LIKE 'pgrestify%'`;
    await eventuallyTrue(`SELECT count(*) = 1 AS holds FROM (${waiting}) w`);
    const [late] = await query(waiting);
    proxy.act('cut', 0);
    await eventuallyTrue(`SELECT count(*) = 1 AS holds FROM (${waiting}) w WHERE pid <> ${late?.pid}`);
    await other.query('COMMIT');
    await other.end();
    expect((await ended).outcome).toBe('succeeded');
    expect(await query("SELECT outcome FROM pgrestify.migration_events WHERE action = 'run'")).toEqual([
      { outcome: 'succeeded' },
    ]);
  });
});

describe('a server that goes away for good', () => {
  afterEach(() => server.restart());

  it('while a step runs leaves it unknown whether that was committed', async () => {
    const held = proxy.intercept({ when: commitOf('CREATE TABLE users'), action: 'hold' });
    const ended = run(impatient);
    await held.happened;
    await server.kill();
    proxy.act('cut', 0);
    expect((await ended).steps).toEqual(['001_users: COMMIT_UNKNOWN', '002_posts: not-run']);
  });

  it('before the last commit was answered leaves it unknown whether the steps are kept', async () => {
    const held = proxy.intercept({ when: runsStep("'run', NULL"), action: 'hold' });
    const ended = run(impatient);
    await held.happened;
    await server.kill();
    proxy.act('cut', 0);
    expect(await ended).toEqual({ outcome: 'COMMIT_UNKNOWN', steps: [] });
  });
});

it('names the steps that a crash of the server took back, and applies them again at the next run', async () => {
  const walWriter = await stopWalWriter();
  const held = proxy.intercept({ when: runsStep("'run', NULL"), action: 'hold' });
  const ended = run(patient);
  await held.happened;
  await killWithout(walWriter);
  await server.restart();
  held.release();
  // An earlier step may be kept, when a backend wrote for want of space; nobody writes the last one.
  const { outcome, steps } = await ended;
  expect({ outcome, last: steps.at(-1) }).toEqual({ outcome: 'failed', last: '002_posts: COMMITS_LOST' });
  expect(await query("SELECT to_regclass('posts')::text AS name")).toEqual([{ name: null }]);
  expect((await run(patient)).outcome).toBe('succeeded');
  expect(await states()).toEqual(['001_users: applied', '002_posts: applied']);
});

describe('a half-open connection', () => {
  it('ends a script that runs on it, and frees the lock', async () => {
    const frozen = proxy.intercept({ when: runsStep('CREATE TABLE users'), action: 'freeze' });
    const ended = run(attentive);
    await frozen.happened;
    expect((await ended).steps).toEqual(['001_users: CONNECTION_LOST', '002_posts: not-run']);
    expect(await query("SELECT pid FROM pg_locks WHERE locktype = 'advisory'")).toEqual([]);
  });

  it('is told from a script that takes long', async () => {
    project.migration('001_users', 'CREATE TABLE users (); SELECT pg_sleep(5);');
    expect((await run(attentive)).outcome).toBe('succeeded');
  });

  it('of the lock does not keep a run from its end', async () => {
    const frozen = proxy.intercept({
      when: ({ from, type }, connection) => connection === 1 && from === 'client' && type === 'X',
      action: 'freeze',
    });
    const ended = run(attentive);
    await frozen.happened;
    expect((await ended).outcome).toBe('succeeded');
    expect(await query("SELECT pid FROM pg_locks WHERE locktype = 'advisory'")).toEqual([]);
  });
});

it('lets a second runner in within seconds when the first is killed in a long statement of its first step', async () => {
  await run(patient);
  project.migration('003_slow', 'CREATE TABLE slow (); SELECT pg_sleep(600);');
  const task = startMigrateTask(project.settings);
  await eventuallyTrue("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep') AS holds");
  task.signal('SIGKILL');
  await task.ended;
  project.migration('003_slow', 'CREATE TABLE slow ();');
  expect((await run(patient)).outcome).toBe('succeeded');
});

it('waits for the run lock longer than the database lets a session be idle', async () => {
  await query(`ALTER DATABASE ${database.database} SET idle_session_timeout = '2s'`);
  const other = new Client({ ...database, options: '-c idle_session_timeout=0' });
  await other.connect();
  await other.query('CREATE TABLE gate ()');
  await other.query('BEGIN; LOCK TABLE gate');
  project.migration('001_users', 'CREATE TABLE users (); LOCK TABLE gate;');
  const first = run(patient);
  await eventuallyTrue("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock') AS holds");
  const second = run(patient);
  await eventuallyTrue(`SELECT count(*) > 0 AS holds FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%'
    AND state = 'idle' AND state_change < clock_timestamp() - interval '2500ms'`);
  await other.query('COMMIT');
  await other.end();
  expect([(await first).outcome, (await second).outcome]).toEqual(['succeeded', 'nothing-to-do']);
});

/**
 * From here on a commit that nobody waits for is not written to disk, however slow the run is. The process is stopped
 * in its sleep, where it holds no lock; `killWithout` ends it. Answers its pid.
 */
async function stopWalWriter(): Promise<number> {
  for (;;) {
    const [writer] = await query(`SELECT pid FROM pg_stat_activity WHERE ${sleepingWalWriter}`);
    if (writer === undefined) continue;
    const pid = Number(writer.pid);
    process.kill(pid, 'SIGSTOP');
    if ((await query(`SELECT pid FROM pg_stat_activity WHERE ${sleepingWalWriter}`)).length === 1) return pid;
    process.kill(pid, 'SIGCONT');
  }
}

/**
 * Lets the server crash while one of its processes is stopped, which hears no signal but SIGKILL. That one must come
 * last: a server that loses a process starts again by itself.
 */
async function killWithout(stoppedPid: number): Promise<void> {
  const requests = () => server.logText().split('received immediate shutdown request').length;
  const before = requests();
  const killed = server.kill();
  await eventually('the server is told to stop', () => requests() > before);
  process.kill(stoppedPid, 'SIGKILL');
  await killed;
}

const sleepingWalWriter = "backend_type = 'walwriter' AND wait_event = 'WalWriterMain'";

async function eventuallyTrue(sql: string): Promise<void> {
  for (;;) {
    const [row] = await query(sql);
    if (row?.holds === true) return;
  }
}
