import { downStep, migrationOf, upStep } from '../../../testing/projects/steps';
import { canEscapeInPlainStrings } from '../../../testing/servers/test-majors';
import type { TestDatabase } from '../../../testing/servers/test-server';
import { useClient, useDatabase, useServer } from '../../../testing/servers/use-database';
import { systemClock } from '../../adapters/system-clock';
import { EngineError } from '../../errors';
import type { LockedStore, RunIdentity, StepObserver } from '../../history/store';
import type { VersionedMigration } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import { openSession } from '../connection/connect';
import { PostgresHistoryStore } from './store';

const timeouts = { lockTimeoutMs: 5_000, statementTimeoutMs: 0 };
const quiet: StepObserver = {
  onNotice: () => {},
  onProgress: () => {},
  onBlocked: () => {},
  onTakenBack: async () => 'fail',
  onTakenApart: () => {},
};
const never = new AbortController().signal;
const run: RunIdentity = {
  runId: '11111111-1111-4111-8111-111111111111',
  project: 'api',
  target: '',
  environment: 'development',
  engineVersion: '0.1.0',
  gitCommit: undefined,
};

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
let store: PostgresHistoryStore;
beforeEach(() => {
  store = openStore();
});
afterEach(() => store.close());

function openStore(
  largeScript: (path: string) => Iterable<Buffer> = () => [],
  address: () => TestDatabase = () => database,
): PostgresHistoryStore {
  return new PostgresHistoryStore({
    open: () =>
      openSession(
        { kind: 'server', ssl: undefined, ...address() },
        { applicationName: 'pgrestify api', connectTimeoutMs: 5_000 },
      ),
    description: 'test',
    project: 'api',
    target: '',
    clock: systemClock,
    runLockTimeoutMs: 5_000,
    largeScript,
  });
}

async function locked<T>(body: (locked: LockedStore) => Promise<T>, of = store): Promise<T> {
  const lockedStore = await of.lock(run, { onWaiting: () => {} }, never);
  try {
    await lockedStore.read();
    return await body(lockedStore);
  } finally {
    await lockedStore.release();
  }
}

function apply(...steps: Step[]): Promise<void> {
  return locked(async (lockedStore) => {
    for (const step of steps) {
      await lockedStore.apply(step, timeouts, quiet, never);
    }
  });
}

async function failureOf(step: Step, signal: AbortSignal = never): Promise<EngineError> {
  const error = await locked((lockedStore) => lockedStore.apply(step, timeouts, quiet, signal)).catch(
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(EngineError);
  return error as EngineError;
}

async function value(sql: string): Promise<unknown> {
  const { rows } = await client.query(sql);
  return Object.values(rows[0] ?? {})[0];
}

async function rowOf(id: string) {
  return (await openHistory()).rows.find((row) => row.id === id);
}

async function openHistory() {
  const fresh = openStore();
  try {
    return await fresh.read();
  } finally {
    await fresh.close();
  }
}

describe('reading', () => {
  it('answers under the lock what was read before it when there is no history, and what is new when tables have come', async () => {
    const first = await store.read();
    expect(await locked((lockedStore) => lockedStore.read(first))).toBe(first);
    await client.query('CREATE TABLE t ()');
    expect(await locked((lockedStore) => lockedStore.read(first))).toMatchObject({
      exists: false,
      hasUserTables: true,
    });
  });

  it('finds no history in a new database and creates nothing', async () => {
    expect(await store.read()).toMatchObject({ exists: false, rows: [], stamp: undefined, hasUserTables: false });
    expect(await value("SELECT to_regnamespace('pgrestify')")).toBeNull();
  });

  it('tells a database with tables of the user from an empty one', async () => {
    await client.query('CREATE TABLE t ()');
    expect((await store.read()).hasUserTables).toBe(true);
  });

  it('gives the history back that it knows as long as no row, no stamp and no event of any project changes', async () => {
    await apply(upStep(migrationOf('0001-a', 'SELECT 1;')));
    const known = await store.read();
    const readAgain = () => locked((lockedStore) => lockedStore.read(known));
    expect(await readAgain()).toBe(known);
    for (const change of [
      "UPDATE pgrestify.migrations SET checksum = checksum WHERE id = '0001-a'",
      "INSERT INTO pgrestify.environment (project, target, environment) VALUES ('other', '', 'staging')",
      "INSERT INTO pgrestify.migration_events (project, target, run_id, action, outcome) SELECT project, target, run_id, 'run', 'failed' FROM pgrestify.migrations",
      "DELETE FROM pgrestify.migrations WHERE id = '0001-a'",
    ]) {
      await client.query(`BEGIN; ${change}`);
      expect(await readAgain()).toBe(known);
      await client.query('COMMIT');
      const now = await readAgain();
      expect(now).not.toBe(known);
      expect(now.state).not.toBe(known.state);
      Object.assign(known, now);
    }
    expect(await readAgain()).toMatchObject({ rows: [], otherStamps: [{ project: 'other' }] });
  });

  it('refuses a history that a newer engine wrote', async () => {
    await client.query("CREATE SCHEMA pgrestify; COMMENT ON SCHEMA pgrestify IS 'pgrestify history, layout 99'");
    await expect(store.read()).rejects.toMatchObject({ code: 'HISTORY_TOO_NEW' });
  });

  it('refuses a schema of that name which somebody else made', async () => {
    await client.query('CREATE SCHEMA pgrestify; CREATE TABLE pgrestify.migrations (id int)');
    await expect(store.read()).rejects.toMatchObject({ code: 'HISTORY_FOREIGN' });
  });
});

describe('a transactional script', () => {
  it('is applied and recorded together, with stamp, event and the text of its down', async () => {
    await apply(upStep(migrationOf('001_users', 'CREATE TABLE users (id int);', 'DROP TABLE users;')));
    const history = await openHistory();
    expect(history.rows).toMatchObject([
      {
        id: '001_users',
        version: '001',
        outcome: 'applied',
        hasStoredDown: true,
        appliedBy: 'postgres',
        runId: run.runId,
      },
    ]);
    expect(history.stamp).toMatchObject({ project: 'api', environment: 'development' });
    expect(
      await openStore().readStoredScripts([
        { id: '001_users', direction: 'down' },
        { id: '002_none', direction: 'up' },
        { id: '001_users', direction: 'up' },
      ]),
    ).toEqual(['DROP TABLE users;', undefined, 'CREATE TABLE users (id int);']);
    expect(await store.readEvents({ limit: 10 })).toMatchObject([
      { action: 'up', id: '001_users', outcome: 'succeeded' },
    ]);
  });

  it.each([
    ['a trailing comment without a line break', 'CREATE TABLE t (); -- the end'],
    ['no closing semicolon', 'CREATE TABLE t ()'],
    ['two closing semicolons', 'CREATE TABLE t ();;'],
    ['its own BEGIN and COMMIT', 'BEGIN;\nCREATE TABLE t ();\nCOMMIT;'],
  ])('with %s is recorded all the same', async (_what, sql) => {
    await apply(upStep(migrationOf('001_t', sql)));
    expect(await value("SELECT to_regclass('t')::text")).toBe('t');
    expect(await rowOf('001_t')).toMatchObject({ outcome: 'applied' });
  });

  it('leaves nothing when it fails, and says file, line and column with a caret', async () => {
    const error = await failureOf(upStep(migrationOf('001_t', 'CREATE TABLE t (a int);\n\nSELEKT 1;')));
    expect(error).toMatchObject({
      code: 'STEP_FAILED',
      location: { path: 'sql/migrations/001_t/up.sql', line: 3, column: 1 },
    });
    expect(error.message).toContain('sql/migrations/001_t/up.sql:3:1: syntax error at or near "SELEKT"');
    expect(error.excerpt).toBe('3 | SELEKT 1;\n  | ^');
    expect(await value("SELECT to_regclass('t')")).toBeNull();
  });

  it('names the statement when the server gives no position', async () => {
    const error = await failureOf(
      upStep(migrationOf('001_t', "SELECT 'ä😀';\nCREATE TABLE t (a int CHECK (a > 0));\n  INSERT INTO t VALUES (0);")),
    );
    expect(error.location).toEqual({ path: 'sql/migrations/001_t/up.sql', line: 3, column: 3 });
    expect(error.fields.sqlState).toBe('23514');
  });

  it('counts columns in characters, not in bytes or UTF-16 units', async () => {
    const error = await failureOf(upStep(migrationOf('001_t', "SELECT '😀ä', nothing;")));
    expect(error.location).toMatchObject({ line: 1, column: 14 });
  });

  it('fails at a violated deferred constraint before it is recorded', async () => {
    const error = await failureOf(
      upStep(
        migrationOf(
          '001_t',
          'CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED); INSERT INTO c VALUES (1);',
        ),
      ),
    );
    expect(error.fields.sqlState).toBe('23503');
    expect((await openHistory()).rows).toEqual([]);
  });

  it.each([
    [
      'SET search_path',
      'CREATE SCHEMA other; SET search_path TO other',
      "SELECT current_setting('search_path')",
      '"$user", public',
    ],
    ['SET ROLE', 'SET ROLE pg_monitor', 'SELECT current_user::text', 'postgres'],
    ['SET SESSION AUTHORIZATION', 'SET SESSION AUTHORIZATION pg_monitor', 'SELECT session_user::text', 'postgres'],
    ['SET of a timeout', "SET statement_timeout = '1ms'", "SELECT current_setting('statement_timeout')", '0'],
    ...(canEscapeInPlainStrings()
      ? [
          [
            'standard_conforming_strings',
            'SET standard_conforming_strings = off',
            "SELECT current_setting('standard_conforming_strings')",
            'on',
          ],
        ]
      : []),
    [
      'a temporary table',
      'CREATE TEMP TABLE left_behind ()',
      "SELECT count(*)::text FROM pg_class WHERE relname = 'left_behind'",
      '0',
    ],
  ])('does not hand on %s to the next script', async (_what, sql, question, answer) => {
    const seen = `CREATE TABLE seen AS SELECT (${question}) AS answer`;
    await apply(upStep(migrationOf('001_a', sql)), upStep(migrationOf('002_b', seen)));
    expect(await value('SELECT answer FROM seen')).toBe(answer);
  });

  it('may have COPY blocks, also an empty one', async () => {
    await apply(
      upStep(
        migrationOf(
          '001_t',
          'CREATE TABLE t (a int, b text);\nCOPY t FROM stdin;\n1\tone\n2\ttwo;\n\\.\nCOPY t FROM stdin;\n\\.\nCREATE VIEW v AS SELECT count(*)::int AS n FROM t;',
        ),
      ),
    );
    expect(await value('SELECT n FROM v')).toBe(2);
  });

  it('is refused when the migration is in history already, and changes nothing', async () => {
    const migration = migrationOf('001_t', 'CREATE TABLE t ()');
    await apply(upStep(migration));
    const again = migrationOf('001_t', 'CREATE TABLE u ()');
    expect(await failureOf(upStep(again))).toMatchObject({ code: 'HISTORY_CONFLICT' });
    expect(await value("SELECT to_regclass('u')")).toBeNull();
  });

  it('that drops the history is rolled back', async () => {
    await apply(upStep(migrationOf('001_t', 'CREATE TABLE t ()')));
    const error = await failureOf(upStep(migrationOf('002_drop', 'DROP SCHEMA pgrestify CASCADE')));
    expect(error.code).toBe('STEP_FAILED');
    expect(await rowOf('001_t')).toMatchObject({ outcome: 'applied' });
  });
});

describe('rolling back', () => {
  it('takes the migration out of history and keeps an event', async () => {
    const migration = migrationOf('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    await apply(upStep(migration));
    await apply(downStep(migration, { expected: await rowOf('001_t') }));
    expect((await openHistory()).rows).toEqual([]);
    expect(await value("SELECT to_regclass('t')")).toBeNull();
    expect(await store.readEvents({ limit: 1 })).toMatchObject([{ action: 'down', outcome: 'succeeded' }]);
  });

  it('is refused when another runner has changed the row meanwhile', async () => {
    const migration = migrationOf('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    await apply(upStep(migration));
    const expected = await rowOf('001_t');
    await client.query("UPDATE pgrestify.migrations SET checksum = 'other'");
    expect(await failureOf(downStep(migration, { expected }))).toMatchObject({ code: 'HISTORY_CONFLICT' });
    expect(await value("SELECT to_regclass('t')::text")).toBe('t');
  });
});

describe('a script outside a transaction', () => {
  const index = (unique: string): VersionedMigration =>
    migrationOf(
      '001_index',
      `CREATE TABLE IF NOT EXISTS log (at int);\nCREATE ${unique} INDEX CONCURRENTLY t_a ON t (a);\nCREATE TABLE last ();`,
    );

  beforeEach(() => client.query('CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)'));

  it('records each part, and the whole as applied', async () => {
    await apply(upStep(index('')));
    expect(await rowOf('001_index')).toMatchObject({ outcome: 'applied', unitsDone: 3, unitsTotal: 3 });
    expect(await value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass")).toBe(true);
  });

  it('that fails at 2 of 3 is recorded so, and resumes there once the data is mended', async () => {
    const migration = index('UNIQUE');
    const error = await failureOf(upStep(migration));
    expect(error).toMatchObject({ code: 'STEP_FAILED', location: { line: 2, column: 1 } });
    const row = await rowOf('001_index');
    expect(row).toMatchObject({
      outcome: 'failed',
      failedDirection: 'up',
      unitsDone: 1,
      unitsTotal: 3,
      unitStarted: undefined,
    });
    expect(await value("SELECT to_regclass('t_a')")).toBeNull();

    await client.query('DELETE FROM t; DROP TABLE log');
    await apply(upStep(migration, { expected: row, resumeAt: 1 }));
    expect(await rowOf('001_index')).toMatchObject({ outcome: 'applied', unitsDone: 3 });
    expect(await value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass")).toBe(true);
    // The first part did not run again.
    expect(await value("SELECT to_regclass('log')")).toBeNull();
  });

  it('refuses IF NOT EXISTS over an invalid index', async () => {
    await client.query('CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)').catch(() => {});
    const error = await failureOf(upStep(migrationOf('001_i', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a)')));
    expect(error).toMatchObject({ code: 'INVALID_INDEX' });
  });

  it('keeps a BEGIN … COMMIT inside it together', async () => {
    const migration = migrationOf(
      '001_m',
      'VACUUM t;\nBEGIN;\nCREATE TABLE one ();\nCREATE TABLE two (x nothing);\nCOMMIT;',
    );
    const error = await failureOf(upStep(migration));
    expect(error.location).toMatchObject({ line: 4, column: 21 });
    expect(await value("SELECT to_regclass('one')")).toBeNull();
    expect(await rowOf('001_m')).toMatchObject({ unitsDone: 1, unitsTotal: 2 });
  });

  it('undone part by part leaves no row at its end', async () => {
    const migration = migrationOf('001_i', 'CREATE INDEX CONCURRENTLY t_a ON t (a)', 'DROP INDEX CONCURRENTLY t_a');
    await apply(upStep(migration));
    await apply(downStep(migration, { expected: await rowOf('001_i') }));
    expect((await openHistory()).rows).toEqual([]);
    expect(await value("SELECT to_regclass('t_a')")).toBeNull();
  });
});

describe('a large script', () => {
  it('is one transaction in batches, COPY included, and is recorded', async () => {
    const inserts = Array.from({ length: 1_000 }, (_, at) => `INSERT INTO t VALUES (${at}, 'ä');`).join('\n');
    const text = `CREATE TABLE t (a int, b text);\n${inserts}\nCOPY t FROM stdin;\n1\tx\n2\ty\n\\.\n`;
    await largeStore(text, async (lockedStore, step) => {
      await lockedStore.apply(step, timeouts, quiet, never);
    });
    expect(await value('SELECT count(*)::int FROM t')).toBe(1_002);
    expect(await rowOf('001_large')).toMatchObject({ outcome: 'applied' });
  });

  it('names the line of the statement that failed and keeps nothing', async () => {
    const text = `CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n  INSERT INTO t VALUES (nothing);\n`;
    await largeStore(text, async (lockedStore, step) => {
      await expect(lockedStore.apply(step, timeouts, quiet, never)).rejects.toMatchObject({
        location: { line: 3, column: 25 },
      });
    });
    expect(await value("SELECT to_regclass('t')")).toBeNull();
  });

  it('that changed since it was planned is rolled back', async () => {
    await largeStore('CREATE TABLE t ()', async (lockedStore, step) => {
      const { script } = step;
      const other = script && { ...script, script: { ...script.script, checksum: 'of another text' } };
      await expect(lockedStore.apply({ ...step, script: other }, timeouts, quiet, never)).rejects.toMatchObject({
        code: 'FILE_CHANGED_WHILE_READ',
      });
    });
    expect(await value("SELECT to_regclass('t')")).toBeNull();
  });

  async function largeStore(
    text: string,
    body: (lockedStore: LockedStore, step: Step) => Promise<void>,
  ): Promise<void> {
    const step = upStep(migrationOf('001_large', text));
    const script = step.script && {
      ...step.script,
      mode: 'batches' as const,
      script: { ...step.script.script, text: undefined },
    };
    const large = openStore(() => [Buffer.from(text)]);
    try {
      await locked((lockedStore) => body(lockedStore, { ...step, script }), large);
    } finally {
      await large.close();
    }
  }
});

describe('locks and interruptions', () => {
  async function holdTable(): Promise<void> {
    await client.query('CREATE TABLE t (a int)');
    await client.query('BEGIN; LOCK TABLE t');
  }

  it('says LOCK_TIMEOUT when a table is held', async () => {
    await holdTable();
    const error = await locked((lockedStore) =>
      lockedStore.apply(
        upStep(migrationOf('001_t', 'ALTER TABLE t ADD b int')),
        { ...timeouts, lockTimeoutMs: 100 },
        quiet,
        never,
      ),
    ).catch((caught: unknown) => caught);
    await client.query('ROLLBACK');
    expect(error).toMatchObject({ code: 'LOCK_TIMEOUT', fields: { sqlState: '55P03' } });
  });

  it('names who blocks', async () => {
    await client.query("SET application_name = 'reporting'");
    await holdTable();
    const blocked = new Promise<unknown>((resolve) => {
      void locked((lockedStore) =>
        lockedStore.apply(
          upStep(migrationOf('001_t', 'ALTER TABLE t ADD b int')),
          timeouts,
          { ...quiet, onBlocked: resolve },
          never,
        ),
      ).catch(resolve);
    });
    expect(await blocked).toMatchObject([
      { application: 'reporting', user: 'postgres', lock: 'AccessExclusiveLock on public.t' },
    ]);
    await client.query('ROLLBACK');
  });

  it('cancels the statement that runs when it is interrupted, and keeps nothing', async () => {
    const interruption = new AbortController();
    await holdTable();
    const failure = locked((lockedStore) =>
      lockedStore.apply(
        upStep(migrationOf('001_t', 'CREATE TABLE u (); ALTER TABLE t ADD b int')),
        timeouts,
        { ...quiet, onBlocked: () => interruption.abort() },
        interruption.signal,
      ),
    ).catch((caught: unknown) => caught);
    expect(await failure).toMatchObject({ code: 'CANCELLED' });
    await client.query('ROLLBACK');
    expect(await value("SELECT to_regclass('u')")).toBeNull();
  });

  it('does not commit a step whose run lock was lost while it ran', async () => {
    await holdTable();
    const failure = locked((lockedStore) =>
      lockedStore.apply(
        upStep(migrationOf('001_t', 'ALTER TABLE t ADD b int')),
        timeouts,
        { ...quiet, onBlocked: loseLock },
        never,
      ),
    ).catch((caught: unknown) => caught);
    expect(await failure).toMatchObject({ code: 'RUN_LOCK_LOST' });
    expect((await openHistory()).rows).toEqual([]);

    function loseLock(): void {
      void client
        .query(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1 AND granted",
        )
        .then(() => client.query('ROLLBACK'));
    }
  });

  it('finds out that a step was rolled back when its connection was lost', async () => {
    await holdTable();
    const failure = locked((lockedStore) =>
      lockedStore.apply(
        upStep(migrationOf('001_t', 'ALTER TABLE t ADD b int')),
        timeouts,
        { ...quiet, onBlocked: loseWorker },
        never,
      ),
    ).catch((caught: unknown) => caught);
    expect(await failure).toMatchObject({ code: 'CONNECTION_LOST' });
    await client.query('ROLLBACK');
    expect((await openHistory()).rows).toEqual([]);

    function loseWorker(): void {
      void client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'relation' AND relation = 't'::regclass AND NOT granted",
      );
    }
  });

  it('does not take the history of another database, to which the address leads by now, for that of the run', async () => {
    const elsewhere = await server.createDatabase();
    let opened = 0;
    const straying = openStore(undefined, () => {
      opened += 1;
      return opened <= 2 ? database : elsewhere; // worker and lock, then what is opened after the loss
    });
    const step = upStep(migrationOf('001_t', 'SELECT pg_terminate_backend(pg_backend_pid())'));
    const apply = locked((lockedStore) => lockedStore.apply(step, timeouts, quiet, never), straying);
    await expect(apply).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN', cause: { code: 'DATABASE_REPLACED' } });
    await straying.close();
  });

  it('lets a second runner wait, tells it who holds the lock, and gives up in time', async () => {
    const second = new PostgresHistoryStore({
      open: () =>
        openSession(
          { kind: 'server', ssl: undefined, ...database },
          { applicationName: 'pgrestify web', connectTimeoutMs: 5_000 },
        ),
      description: 'test',
      project: 'web',
      target: '',
      clock: systemClock,
      runLockTimeoutMs: 300,
      largeScript: () => [],
    });
    const holders: unknown[] = [];
    await locked(async () => {
      await expect(
        second.lock({ ...run, project: 'web' }, { onWaiting: (holder) => holders.push(holder) }, never),
      ).rejects.toMatchObject({
        code: 'RUN_LOCK_TIMEOUT',
      });
    });
    expect(holders).toMatchObject([{ application: 'pgrestify api', user: 'postgres', client: '127.0.0.1' }]);
    await second.close();
  });

  it('waits for a worker that outlived its runner before it reads history', async () => {
    await client.query(`SELECT pg_advisory_lock(${(0x70677265n << 32n) | 2n})`);
    let released = false;
    await new Promise<void>((resolve, reject) => {
      store
        .lock(
          run,
          {
            onWaiting: () =>
              void client
                .query(`SELECT pg_advisory_unlock(${(0x70677265n << 32n) | 2n})`)
                .then(() => (released = true)),
          },
          never,
        )
        .then((lockedStore) => lockedStore.release())
        .then(resolve, reject);
    });
    expect(released).toBe(true);
  });
});
