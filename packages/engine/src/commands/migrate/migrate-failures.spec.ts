import { createMemoryProject, type MemoryProject, summaryOf } from '../../../testing/memory/memory-project';

type Options = Parameters<typeof createMemoryProject>[0];

function projectOf(ids: readonly string[], options: Options = {}): MemoryProject {
  const project = createMemoryProject(options);
  for (const id of ids) project.migration(id, `CREATE TABLE "${id}" ();`, `DROP TABLE "${id}";`);
  return project;
}

async function run(project: MemoryProject, options: Parameters<MemoryProject['migrate']>[0] = {}) {
  return summaryOf(await project.migrate(options));
}

const history = ({ database }: MemoryProject) =>
  database.contents().events.map(({ action, id, outcome }) => [action, id, outcome].filter(Boolean).join(' '));

describe('a migration that fails', () => {
  it('stops the run, keeps what was done, and the next run goes on there', async () => {
    const project = projectOf(['001_a', '002_b', '003_c']);
    project.database.fail({ statement: '002_b', how: 'error', sqlState: '42601', message: 'syntax error' });
    const result = await project.migrate();
    expect(summaryOf(result)).toEqual({
      outcome: 'failed',
      steps: ['up 001_a', 'up 002_b failed', 'up 003_c not-run'],
      refusals: [],
    });
    expect(result.steps[1]?.error).toMatchObject({
      code: 'STEP_FAILED',
      sqlState: '42601',
      location: { path: 'apps/api/sql/migrations/002_b/up.sql', line: 1, column: 1 },
      excerpt: '1 | CREATE TABLE "002_b" ();\n  | ^',
    });
    expect(project.events.at(-1)).toMatchObject({ outcome: 'failed', counts: { applied: 1, failed: 1, pending: 1 } });
    expect(history(project)).toEqual(['up 001_a succeeded', 'up 002_b failed', 'run failed']);

    project.database.mend();
    expect((await run(project)).steps).toEqual(['up 002_b', 'up 003_c']);
  });

  it('says which repeatable script made what stands in the way', async () => {
    const project = projectOf(['001_posts']);
    project.write('repeatable/titles.sql', 'CREATE OR REPLACE VIEW titles AS SELECT 1;');
    await project.migrate();
    const detail = 'view titles depends on table posts';
    project.database.fail({ statement: 'DROP TABLE', how: 'error', sqlState: '2BP01', message: 'cannot drop', detail });
    const { steps } = await project.rollback();
    expect(steps[0]?.error?.hint).toContain('apps/api/sql/repeatable/titles.sql made view titles: drop it first in');
    expect(steps[0]?.error?.fields.scripts).toEqual(['apps/api/sql/repeatable/titles.sql']);
  });
});

describe('a fault of ours within a step', () => {
  it('is INTERNAL in the result and in history, and ends the run also with --force', async () => {
    const project = projectOf(['001_a', '002_b']);
    project.database.during('001_a', () => {
      throw new TypeError('x is not a function');
    });
    const { steps } = await project.migrate({ force: true });
    expect(steps.map(({ outcome }) => outcome)).toEqual(['failed', 'not-run']);
    const error = { code: 'INTERNAL', message: 'TypeError: x is not a function' };
    expect(steps[0]?.error).toMatchObject({ ...error, hint: expect.stringContaining('--verbose') });
    expect(project.database.contents().events).toContainEqual(
      expect.objectContaining({ id: '001_a', errorCode: 'INTERNAL', message: error.message }),
    );
    expect(JSON.stringify(project.events)).not.toContain('stack');
  });
});

describe('--force', () => {
  it('goes on with the next migration, skips what requires the failed one, and ends as failed', async () => {
    const project = projectOf(['001_a', '002_b']);
    project.migration('003_c', '-- pgrestify: requires api:2\nCREATE TABLE c ();');
    project.migration('004_d', '-- pgrestify: requires api:003_c\nCREATE TABLE d ();');
    project.migration('005_e', '-- pgrestify: requires api:001_a\nCREATE TABLE e ();');
    project.database.fail({ statement: '002_b', how: 'error' });
    expect(await run(project, { force: true })).toEqual({
      outcome: 'failed',
      steps: ['up 001_a', 'up 002_b failed', 'up 003_c skipped', 'up 004_d skipped', 'up 005_e'],
      refusals: [],
    });
    expect(project.events.filter(({ type }) => type === 'step-skipped')).toMatchObject([
      { id: '003_c', reason: 'it requires 002_b, which failed' },
      { id: '004_d', reason: 'it requires 003_c, which failed' },
    ]);
  });

  it('leaves nothing out of order: what failed and what was skipped run first the next time', async () => {
    const project = projectOf(['001_a']);
    project.migration('002_b', '-- pgrestify: requires api:1\nCREATE TABLE b ();');
    project.migration('003_c', 'CREATE TABLE c ();');
    project.database.fail({ statement: '001_a', how: 'error' });
    await project.migrate({ force: true });
    project.database.mend();
    expect(await run(project)).toEqual({ outcome: 'succeeded', steps: ['up 001_a', 'up 002_b'], refusals: [] });
  });

  it.each(['lost-before-commit', 'lost-after-commit'] as const)(
    'goes no further when the connection is %s in a script outside a transaction',
    async (how) => {
      const project = projectOf([]);
      project.migration('001_a', '-- pgrestify: transaction off\nSELECT 1;\nSELECT 2;');
      project.migration('002_b', 'SELECT 3;');
      project.database.fail({ statement: 'SELECT 1', how });
      expect((await run(project, { force: true })).steps).toEqual(['up 001_a failed', 'up 002_b not-run']);
    },
  );
});

describe('a lock that is not given', () => {
  it('is tried again with growing delays until it is', async () => {
    const project = projectOf(['001_a']);
    project.database.fail({ statement: '001_a', how: 'error', sqlState: '55P03', message: 'lock timeout', times: 3 });
    expect((await run(project)).outcome).toBe('succeeded');
    const retries = project.events.filter(({ type }) => type === 'step-retrying');
    expect(retries).toMatchObject([
      { attempt: 1, delayMs: 150, error: { code: 'LOCK_TIMEOUT', sqlState: '55P03' } },
      { attempt: 2, delayMs: 300 },
      { attempt: 3, delayMs: 600 },
    ]);
    expect(new Set(retries.map((retry) => 'retryUntil' in retry && retry.retryUntil?.getTime())).size).toBe(1);
    expect(project.clock.sleeps).toEqual([150, 300, 600]);
    expect(history(project)).toEqual(['up 001_a succeeded', 'run succeeded']);
  });

  it.each([
    ['a deadlock', '40P01'],
    ['a serialization failure', '40001'],
  ])('is treated like %s', async (_what, sqlState) => {
    const project = projectOf(['001_a']);
    project.database.fail({ statement: '001_a', how: 'error', sqlState, times: 1 });
    expect((await run(project)).outcome).toBe('succeeded');
  });

  it('fails once lockRetryFor is over, and says LOCK_TIMEOUT', async () => {
    const project = projectOf(['001_a', '002_b'], { migrations: { lockRetryForMs: 1_000 } });
    project.database.fail({ statement: '001_a', how: 'error', sqlState: '55P03' });
    const result = await project.migrate();
    expect(summaryOf(result).steps).toEqual(['up 001_a failed', 'up 002_b not-run']);
    expect(result.steps[0]?.error?.code).toBe('LOCK_TIMEOUT');
    expect(project.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(1_000);
  });

  it('is not tried again for a script outside a transaction, which may have done a part', async () => {
    const project = projectOf([]);
    project.migration('001_a', '-- pgrestify: transaction off\nSELECT 1;\nALTER TABLE t ADD b int;');
    project.database.fail({ statement: 'ALTER', how: 'error', sqlState: '55P03' });
    expect((await run(project)).steps).toEqual(['up 001_a failed']);
    expect(project.clock.sleeps).toEqual([]);
  });
});

describe('a script outside a transaction that stops part way', () => {
  const half = () => {
    const project = projectOf([]);
    project.migration('001_a', 'CREATE TABLE one ();\nVACUUM one;\nCREATE TABLE three ();', 'DROP TABLE one;');
    project.database.fail({ statement: 'three', how: 'error', times: 1 });
    return project;
  };
  const stateOf = async (project: MemoryProject) => (await project.status()).migrations[0];

  it('is failed, and goes on at the statement that failed', async () => {
    const project = half();
    await project.migrate();
    expect(await stateOf(project)).toMatchObject({ state: 'failed', row: { unitsDone: 2, unitsTotal: 3 } });
    expect((await run(project)).steps).toEqual(['up 001_a']);
    expect(project.database.contents().executed).toEqual([
      'CREATE TABLE one ()',
      'VACUUM one',
      'CREATE TABLE three ()',
    ]);
    expect(await stateOf(project)).toMatchObject({ state: 'applied' });
  });

  it('may be corrected where it did not run yet, and nowhere else', async () => {
    const project = half();
    await project.migrate();
    project.migration('001_a', 'CREATE TABLE uno ();\nVACUUM one;\nCREATE TABLE three ();');
    expect((await run(project)).refusals).toEqual(['HALF_DONE 001_a']);
    project.migration('001_a', 'CREATE TABLE one ();\nVACUUM one;\nSELECT 3;');
    expect((await run(project)).steps).toEqual(['up 001_a']);
  });

  it('can be undone as a whole', async () => {
    const project = half();
    await project.migrate();
    expect(summaryOf(await project.rollback()).steps).toEqual(['down 001_a']);
    expect(await stateOf(project)).toMatchObject({ state: 'pending' });
  });
});

describe('a script that the server refuses a transaction', () => {
  const refused = () => {
    const project = projectOf([]);
    project.migration('001_a', 'CREATE TABLE one ();\nCALL moves();\nCREATE TABLE three ();', 'DROP TABLE one;');
    // In the transaction of all, and in one of its own.
    project.database.fail({ statement: 'CALL', how: 'error', sqlState: '2D000', times: 2 });
    return project;
  };

  it('runs statement by statement, says so, and is applied as any other', async () => {
    const project = refused();
    const result = await project.migrate();
    expect(summaryOf(result).steps).toEqual(['up 001_a']);
    expect(project.database.contents()).toMatchObject({
      executed: ['CREATE TABLE one ()', 'CALL moves()', 'CREATE TABLE three ()'],
      rows: [{ outcome: 'applied', unitsDone: 0, unitsTotal: 0 }],
    });
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'notice-raised', message: expect.stringContaining('up.sql:2:1') }),
    );
  });

  it('goes on where it failed, and is not tried again as a whole', async () => {
    const project = refused();
    project.database.fail({ statement: 'three', how: 'error', sqlState: '55P03', times: 1 });
    expect((await run(project)).steps).toEqual(['up 001_a failed']);
    expect((await project.status()).migrations).toMatchObject([{ row: { unitsDone: 2, unitsTotal: 3 } }]);
    expect((await run(project)).steps).toEqual(['up 001_a']);
    expect(project.database.contents().executed.filter((text) => text.startsWith('CALL'))).toHaveLength(1);
  });

  it('stays whole when the statement is within another', async () => {
    const project = projectOf([]);
    project.migration('001_a', 'CREATE TABLE one ();\nSELECT moves();');
    project.database.fail({ statement: 'moves', how: 'error', sqlState: '2D000' });
    expect((await run(project)).steps).toEqual(['up 001_a failed']);
    expect(project.database.contents().executed).toEqual([]);
  });
});

describe('a connection that is lost', () => {
  it('before COMMIT fails the step, which the next run applies', async () => {
    const project = projectOf(['001_a']);
    project.database.fail({ statement: '001_a', how: 'lost-before-commit', times: 1 });
    const result = await project.migrate();
    expect(result.steps[0]?.error?.code).toBe('CONNECTION_LOST');
    expect((await run(project)).steps).toEqual(['up 001_a']);
  });

  it('after COMMIT fails nothing: the step is found in history', async () => {
    const project = projectOf(['001_a', '002_b']);
    project.database.fail({ statement: '001_a', how: 'lost-after-commit', times: 1 });
    expect((await run(project)).outcome).toBe('succeeded');
    expect(project.database.contents().executed).toHaveLength(2);
  });

  it('together with the run lock commits nothing more', async () => {
    const project = projectOf(['001_a', '002_b', '003_c']);
    project.database.during('002_b', () => project.database.loseRunLock());
    const result = await project.migrate({ force: true });
    expect(summaryOf(result).steps).toEqual(['up 001_a', 'up 002_b failed', 'up 003_c not-run']);
    expect(result.steps[1]?.error?.code).toBe('RUN_LOCK_LOST');
    expect(project.database.contents().rows.map(({ id }) => id)).toEqual(['001_a']);
  });
});

describe('an interruption', () => {
  it('cancels what runs, records it, and leaves the rest pending', async () => {
    const project = projectOf(['001_a', '002_b', '003_c']);
    const interruption = new AbortController();
    project.database.during('002_b', () => interruption.abort());
    const result = await project.migrate({}, interruption.signal);
    expect(summaryOf(result)).toMatchObject({
      outcome: 'cancelled',
      steps: ['up 001_a', 'up 002_b failed', 'up 003_c not-run'],
    });
    expect(result.steps[1]?.error?.code).toBe('CANCELLED');
    expect(history(project)).toEqual(['up 001_a succeeded', 'up 002_b cancelled', 'run cancelled']);
    expect((await run(project)).steps).toEqual(['up 002_b', 'up 003_c']);
  });

  it('between two retries ends the run', async () => {
    const project = projectOf(['001_a']);
    const interruption = new AbortController();
    project.database.fail({ statement: '001_a', how: 'error', sqlState: '55P03' });
    const sleeps: number[] = [];
    jest.spyOn(project.clock, 'sleep').mockImplementation(async (durationMs) => {
      sleeps.push(durationMs);
      interruption.abort();
    });
    const result = await project.migrate({}, interruption.signal);
    expect([result.outcome, result.steps[0]?.error?.code, sleeps.length]).toEqual(['cancelled', 'CANCELLED', 1]);
  });

  it('before the first step leaves no trace', async () => {
    const project = projectOf(['001_a']);
    const interruption = new AbortController();
    interruption.abort();
    expect(summaryOf(await project.migrate({}, interruption.signal))).toMatchObject({ outcome: 'cancelled' });
    expect(project.database.contents().historyExists).toBe(false);
  });

  it('while it waits for the run lock ends it', async () => {
    const project = projectOf(['001_a']);
    project.database.holdRunLock('psql');
    const interruption = new AbortController();
    const sleep = project.clock.sleep.bind(project.clock);
    jest.spyOn(project.clock, 'sleep').mockImplementation((durationMs, signal) => {
      interruption.abort();
      return sleep(durationMs, signal);
    });
    await expect(project.migrate({}, interruption.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('another runner', () => {
  it('is waited for and named, and when it did everything there is nothing left to do', async () => {
    const project = projectOf(['001_a', '002_b']);
    const { database } = project;
    const second = createMemoryProject({ database, clock: project.clock });
    for (const id of ['001_a', '002_b']) second.migration(id, `CREATE TABLE "${id}" ();`, `DROP TABLE "${id}";`);
    let waiting: Promise<{ readonly outcome: string }> | undefined;
    database.during('001_a', () => {
      waiting ??= second.migrate();
    });
    expect((await run(project)).outcome).toBe('succeeded');
    const before = database.contents();
    expect((await waiting)?.outcome).toBe('nothing-to-do');
    expect(second.events).toMatchObject([
      { type: 'run-started' },
      { type: 'lock-waiting', holder: { application: 'pgrestify api' } },
      { type: 'lock-acquired' },
      { type: 'run-finished' },
    ]);
    expect(database.contents()).toBe(before);
  });

  it('ends the wait after runLockTimeout, by name', async () => {
    const project = projectOf(['001_a'], { migrations: { runLockTimeoutMs: 1_000 } });
    project.database.holdRunLock('nightly job');
    await expect(project.migrate()).rejects.toMatchObject({
      code: 'RUN_LOCK_TIMEOUT',
      message: expect.stringContaining('nightly job'),
    });
  });

  it('that changed a row without the lock is a conflict, which is recorded and stops the run', async () => {
    const project = projectOf(['001_a', '002_b']);
    const { internals } = project.database;
    await project.migrate({ to: '1' });
    const [row] = project.database.contents().rows;
    project.database.during('002_b', () => {
      if (row) internals.state = { ...internals.state, rows: [...internals.state.rows, { ...row, id: '002_b' }] };
    });
    const result = await project.migrate();
    expect(result.steps[0]?.error?.code).toBe('HISTORY_CONFLICT');
    expect(history(project).at(-2)).toBe('up 002_b failed');
  });
});
