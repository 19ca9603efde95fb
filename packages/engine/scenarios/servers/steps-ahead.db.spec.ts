import type { RunResult } from '../../src/run/command';
import { eventually } from '../../testing/eventually';
import { countWaits } from '../../testing/servers/count-waits';
import { useClient, useDatabase, useProject, useProxy, useServer } from '../../testing/servers/use-database';
import { commandTagOf, sqlOf, type WireMessage } from '../../testing/servers/wire-messages';

// Transactional steps are sent before the ones ahead of them are answered. Nothing else may tell.

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
const blocker = useClient(database);

const idOf = (at: number): string => String(at).padStart(3, '0');

function endOf({ outcome, steps }: RunResult): readonly string[] {
  return [outcome, ...steps.map(({ step, outcome: how, error }) => `${step.id}: ${error?.code ?? how}`)];
}

describe('over a link with a delay', () => {
  const proxy = useProxy(server, { latencyMs: 20 });
  const project = useProject(() => ({ ...database, port: proxy.port }));

  it('100 migrations are applied in at most 20 round trips of waiting', async () => {
    for (let at = 1; at <= 100; at += 1) project.migration(idOf(at), `CREATE TABLE t${at} ();`);
    const waits = countWaits(proxy);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(waits()).toBeLessThanOrEqual(20);
    // Beside 16 for the connections and the rest of the run.
    expect(waits()).toBeGreaterThanOrEqual(100 / 17);
  });

  it('a script that is one message and more is waited for, and so is whatever one asks to go on with', async () => {
    for (let at = 1; at <= 5; at += 1) project.migration(idOf(at), `CREATE TABLE t${at} ();`);
    const waits = countWaits(proxy);
    await project.migrate({ force: true });
    const forced = waits();
    await client.query('DROP SCHEMA pgrestify CASCADE; DROP TABLE t1, t2, t3, t4, t5');
    await project.migrate();
    expect(waits() - forced).toBe(forced - 4);
  });
});

describe('through a proxy', () => {
  const proxy = useProxy(server);
  const project = useProject(() => ({ ...database, port: proxy.port }), { migrations: { lockTimeoutMs: 300 } });

  /** What has been applied, in its order. */
  async function applied(): Promise<string> {
    const { rows } = await client.query('SELECT id FROM pgrestify.migrations ORDER BY applied_order');
    return rows.map(({ id }) => id).join(' ');
  }

  const steps = (scripts: readonly string[]) => {
    for (const [index, sql] of scripts.entries()) project.migration(idOf(index + 1), sql);
  };
  const made = (at: number) => `CREATE TABLE t${at} ();`;

  it.each<[string, string, string]>([
    ['an error within its transaction', 'SELECT 1 / 0;', 'STEP_FAILED'],
    ['a syntax error, which no transaction was begun for', 'CREATE TABLE (;', 'STEP_FAILED'],
    [
      'an error at its end',
      'CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED); INSERT INTO c VALUES (1);',
      'STEP_FAILED',
    ],
  ])('nothing behind a step that fails by %s is begun', async (_what, sql, code) => {
    steps([made(1), made(2), sql, made(4), made(5)]);
    expect(endOf(await project.migrate())).toEqual([
      'failed',
      '001: succeeded',
      '002: succeeded',
      `003: ${code}`,
      '004: not-run',
      '005: not-run',
    ]);
    expect(await applied()).toBe('001 002');
    const { rows } = await client.query("SELECT count(*)::int AS count FROM pg_class WHERE relname ~ '^t[45]$'");
    expect(rows).toEqual([{ count: 0 }]);
    const events = await client.query(
      "SELECT id, outcome FROM pgrestify.migration_events WHERE outcome <> 'succeeded'",
    );
    expect(events.rows).toEqual([
      { id: '003', outcome: 'failed' },
      { id: null, outcome: 'failed' },
    ]);
  });

  it('each step starts when the one before it has ended, with its own notices', async () => {
    steps([1, 2, 3].map((at) => `DO $$ BEGIN RAISE NOTICE 'of ${at}'; END $$;`));
    await project.migrate();
    const seen = project.events.flatMap((event) => {
      switch (event.type) {
        case 'step-started':
        case 'step-finished':
          return [`${event.type} ${event.id}`];
        case 'server-notice':
          return [`${event.id} says ${event.message}`];
        default:
          return [];
      }
    });
    expect(seen).toEqual(
      [1, 2, 3].flatMap((at) => [`step-started ${idOf(at)}`, `${idOf(at)} says of ${at}`, `step-finished ${idOf(at)}`]),
    );
  });

  it.each<[string, string]>([
    ['takes COPY data', 'CREATE TABLE copied (a int);\nCOPY copied FROM stdin;\n1\n2\n\\.\n'],
    ['cannot be in a transaction', 'CREATE INDEX CONCURRENTLY ON t1 ((1));'],
    ['takes a lock of its session', 'SELECT pg_advisory_lock(7);'],
    ['changes what sessions begin with', "ALTER ROLE CURRENT_USER SET search_path = 'elsewhere', public;"],
    ['is empty', '-- nothing'],
  ])('a script that %s stands between others', async (_what, sql) => {
    steps([made(1), made(2), sql, made(4), made(5), made(6)]);
    expect((await project.migrate({ allowEmpty: true })).outcome).toBe('succeeded');
    expect(await applied()).toBe('001 002 003 004 005 006');
    await client.query('ALTER ROLE CURRENT_USER RESET search_path');
  });

  it('a step that is not given a lock is tried again, and those behind it come after it', async () => {
    await blocker.query('CREATE TABLE busy ()');
    await blocker.query('BEGIN; LOCK TABLE busy');
    steps([made(1), 'ALTER TABLE busy ADD a int;', made(3), made(4)]);
    const ended = project.migrate({ acceptExisting: true });
    const waiting = async () => {
      const { rows } = await client.query(`SELECT xact_start FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);
      return rows[0]?.xact_start;
    };
    let first: Date | undefined;
    await eventually('the step waits, and is tried again', async () => {
      const now: Date | undefined = await waiting();
      first ??= now;
      return first !== undefined && now !== undefined && now > first;
    });
    await blocker.query('COMMIT');
    expect((await ended).outcome).toBe('succeeded');
    expect(project.events.flatMap((event) => (event.type === 'step-retrying' ? [event.id] : []))).toContain('002');
    expect(await applied()).toBe('001 002 003 004');
  });

  it('an interrupted run says of each step whether it was applied', async () => {
    const interrupt = new AbortController();
    steps([made(1), made(2), 'SELECT pg_sleep(600);', made(4), made(5)]);
    const ended = project.migrate({}, interrupt.signal);
    await eventually('the third step sleeps', async () => {
      const { rows } = await client.query("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
      return rows.length === 1;
    });
    interrupt.abort();
    expect(endOf(await ended)).toEqual([
      'cancelled',
      '001: succeeded',
      '002: succeeded',
      '003: CANCELLED',
      '004: not-run',
      '005: not-run',
    ]);
    expect(await applied()).toBe('001 002');
  });

  /** Opened after the one that executes. */
  const lockConnection = 1;

  const commitOf = (mark: string) => {
    let isSent = false;
    let commits = 0;
    let wanted = 0;
    return (message: WireMessage): boolean => {
      const sql = sqlOf(message);
      if (sql?.endsWith('COMMIT') && !isSent) wanted += 1;
      isSent ||= sql?.includes(mark) ?? false;
      if (commandTagOf(message) === 'COMMIT') commits += 1;
      return isSent && commits === wanted && commandTagOf(message) === 'COMMIT';
    };
  };

  it.each([1, 2, 3, 6])(
    'what is lost with the connection at the COMMIT of step %i is looked up, and the run goes on',
    async (at) => {
      steps([1, 2, 3, 4, 5, 6].map(made));
      proxy.intercept({ when: commitOf(`CREATE TABLE t${at} `), action: 'cut' });
      expect(endOf(await project.migrate())).toEqual([
        'succeeded',
        ...[1, 2, 3, 4, 5, 6].map((each) => `${idOf(each)}: succeeded`),
      ]);
      expect(await applied()).toBe('001 002 003 004 005 006');
    },
  );

  it('all that was sent ahead is lost with the connection when it is committed, and the run goes on behind it', async () => {
    steps(Array.from({ length: 40 }, (_, index) => made(index + 1)));
    const lost = proxy.intercept({
      when: (message) => sqlOf(message)?.includes('CREATE TABLE t2 ') ?? false,
      action: 'hold-answer',
    });
    const ended = project.migrate();
    await lost.happened;
    await eventually('all of it is applied', async () => (await applied().catch(() => '')).endsWith('017'));
    proxy.act('cut', 0);
    expect(endOf(await ended).filter((end) => !end.endsWith('succeeded'))).toEqual([]);
    expect((await applied()).split(' ')).toHaveLength(40);
  });

  it('a step that ends its own connection fails once, and nothing behind it is begun', async () => {
    steps([made(1), 'SELECT pg_terminate_backend(pg_backend_pid());', made(3)]);
    expect(endOf(await project.migrate())).toEqual([
      'failed',
      '001: succeeded',
      '002: CONNECTION_LOST',
      '003: not-run',
    ]);
    expect(await applied()).toBe('001');
  });

  it('a step that the server was at when its connection ended is not run again, though its run had yet to hear of that', async () => {
    steps([made(1), 'SELECT pg_sleep(600);', made(3)]);
    const kept = proxy.intercept({ when: commitOf('CREATE TABLE t1 '), action: 'hold' });
    const ended = project.migrate();
    await kept.happened;
    const sleepers = `FROM pg_stat_activity WHERE wait_event = 'PgSleep'`;
    await eventually(
      'the second step sleeps',
      async () => (await client.query(`SELECT ${sleepers}`)).rows.length === 1,
    );
    await client.query(`SELECT pg_terminate_backend(pid) ${sleepers}`);
    await eventually('its process is gone', async () => (await client.query(`SELECT ${sleepers}`)).rows.length === 0);
    kept.release();
    expect(endOf(await ended)).toEqual(['failed', '001: succeeded', '002: CONNECTION_LOST', '003: not-run']);
    expect(await applied()).toBe('001');
  });

  it('no more than 4 MB are sent ahead', async () => {
    const long = (at: number) => `CREATE TABLE t${at} (); -- ${'x'.repeat(1_500_000)}`;
    steps([1, 2, 3, 4, 5].map(long));
    const open = new Set<string>();
    let most = 0;
    proxy.watch((message) => {
      const id = /CREATE TABLE (t\d)/.exec(sqlOf(message) ?? '')?.[1];
      if (id) open.add(id);
      most = Math.max(most, open.size);
      if (message.from === 'server' && message.type === 'Z') open.delete([...open][0] ?? '');
    });
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect([2, 3]).toContain(most);
  });

  it('a message that was kept on its way and comes after its run has ended does nothing', async () => {
    steps([made(1), made(2), made(3)]);
    const kept = proxy.intercept({
      when: (message) => sqlOf(message)?.includes('CREATE TABLE t2 ') ?? false,
      action: 'hold',
    });
    const first = project.migrate();
    await kept.happened;
    await eventually('the step before it is applied', async () => (await applied().catch(() => '')) === '001');
    const pid = proxy.connections()[lockConnection]?.backendPid;
    proxy.act('cut', lockConnection);
    await eventually('nobody has the run lock', async () => {
      const { rows } = await client.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]);
      return rows.length === 0;
    });
    kept.release();
    expect(endOf(await first)).toEqual(['failed', '001: succeeded', '002: RUN_LOCK_LOST', '003: not-run']);
    expect(await applied()).toBe('001');
  });
});
