import { createMemoryProject, type MemoryProject } from '../../../testing/memory/memory-project';

async function statesOf(project: MemoryProject): Promise<readonly string[]> {
  return (await project.status()).migrations.map(({ id, state }) => `${id}: ${state}`);
}

/** A project in which every state is met once. */
async function projectOfAllStates(): Promise<MemoryProject> {
  const project = createMemoryProject();
  project.write('functions/outdated.sql', 'SELECT 1;');
  project.write('repeatable/gone.sql', 'SELECT 1;');
  for (const id of ['002_missing', '003_changed', '006_applied', '008_ahead']) {
    project.migration(id, `SELECT '${id}';`, 'SELECT 1;');
  }
  await project.migrate();
  project.migration('007_failed', '-- pgrestify: transaction off\nSELECT 1;\nSELECT 2;');
  project.remove('migrations/008_ahead');
  project.database.fail({ statement: 'SELECT 2', how: 'error' });
  await project.migrate({ outOfOrder: true });
  project.write('functions/outdated.sql', 'SELECT 2;');
  project.remove('repeatable/gone.sql');
  project.remove('migrations/002_missing');
  project.migration('003_changed', 'SELECT 3;');
  project.migration('004_late', 'SELECT 4;');
  project.migration('add-pending', 'SELECT 5;');
  return project;
}

describe('status', () => {
  it('tells the state of every script in the order of a fresh run', async () => {
    expect(await statesOf(await projectOfAllStates())).toEqual([
      'functions/outdated.sql: outdated',
      '002_missing: missing',
      '003_changed: changed',
      '004_late: out-of-order',
      '006_applied: applied',
      '007_failed: failed',
      '008_ahead: ahead',
      'add-pending: pending',
      'repeatable/gone.sql: missing',
    ]);
  });

  it('writes nothing, creates nothing and waits for no lock', async () => {
    const project = createMemoryProject();
    project.migration('001_a', 'SELECT 1;');
    project.database.holdRunLock('another runner');
    const before = project.database.contents();
    expect(await project.status({ history: true, check: true })).toMatchObject({
      current: undefined,
      migrations: [{ id: '001_a', state: 'pending' }],
      events: [],
    });
    expect(project.database.contents()).toBe(before);
    expect(project.clock.sleeps).toEqual([]);
    expect(project.events).toEqual([]);
  });

  it('counts test data where migrate would apply it', async () => {
    const project = createMemoryProject({ development: true, migrations: { includeTestData: true } });
    project.migration('001_a', 'SELECT 1;');
    project.write('test-data/t.sql', 'SELECT 2;');
    const pending = (await project.status()).migrations.filter(({ state }) => state === 'pending');
    expect(pending).toHaveLength((await project.migrate({ dryRun: true })).plan.steps.length);
  });

  it('shows test data only once it was applied', async () => {
    const project = createMemoryProject();
    project.write('test-data/a.sql', 'SELECT 1;');
    expect(await statesOf(project)).toEqual([]);
    await project.migrate({ includeTestData: true });
    expect(await statesOf(project)).toEqual(['test-data/a.sql: applied']);
  });

  it('tells what is wrong in the files, and is no failure for it', async () => {
    const project = createMemoryProject();
    project.write('migrations/001_a/down.sql', 'SELECT 1;');
    const { outcome, problems } = await project.status();
    expect([outcome, problems.map(({ code }) => code)]).toEqual(['succeeded', ['UP_MISSING']]);
  });
});

describe('status --check', () => {
  const settled = async () => {
    const project = createMemoryProject();
    project.write('repeatable/v.sql', 'SELECT 1;');
    project.migration('001_a', 'SELECT 1;', 'SELECT 2;');
    project.migration('002_b', 'SELECT 1;', 'SELECT 2;');
    await project.migrate();
    return project;
  };

  it('succeeds when everything is applied', async () => {
    expect((await (await settled()).status({ check: true })).outcome).toBe('succeeded');
  });

  it.each<[string, (project: MemoryProject) => unknown]>([
    ['pending', (project) => project.migration('003_c', 'SELECT 1;')],
    ['out of order', (project) => project.migration('000_c', 'SELECT 1;')],
    ['changed', (project) => project.migration('001_a', 'SELECT 3;')],
    ['outdated', (project) => project.write('repeatable/v.sql', 'SELECT 2;')],
    ['missing', (project) => project.remove('migrations/001_a')],
    ['ahead', (project) => project.remove('migrations/002_b')],
    ['broken', (project) => project.write('migrations/003_c/down.sql', 'SELECT 1;')],
  ])('fails when something is %s', async (_what, change) => {
    const project = await settled();
    change(project);
    expect((await project.status({ check: true })).outcome).toBe('failed');
    expect((await project.status()).outcome).toBe('succeeded');
  });

  it('fails when something stopped part way', async () => {
    const project = await settled();
    project.migration('003_c', '-- pgrestify: transaction off\nSELECT 1;\nSELECT 9;');
    project.database.fail({ statement: 'SELECT 9', how: 'error' });
    await project.migrate();
    expect((await project.status({ check: true })).outcome).toBe('failed');
  });
});

describe('status --current', () => {
  it.each<[readonly string[], string | undefined]>([
    [[], undefined],
    [['001_a', '010_b', '9_c'], '010'],
    [['2024-01-15-a', '5_b'], '20240115'],
    [['20240115093000_a', 'without-number'], '20240115093000'],
    [['without-number', 'another'], 'without-number'],
  ])('is the newest version that is applied of %j', async (ids, current) => {
    const project = createMemoryProject();
    for (const id of ids) project.migration(id, 'SELECT 1;', 'SELECT 2;');
    await project.migrate();
    project.migration('20990101-pending', 'SELECT 1;');
    expect((await project.status()).current).toBe(current);
  });

  it('goes back when a migration is undone', async () => {
    const project = createMemoryProject();
    for (const id of ['001_a', '002_b']) project.migration(id, 'SELECT 1;', 'SELECT 2;');
    await project.migrate();
    await project.rollback();
    expect((await project.status()).current).toBe('001');
  });
});

describe('status --history and --logs', () => {
  const withEvents = async () => {
    const project = createMemoryProject();
    project.migration('001_a', 'SELECT 1;', 'SELECT 2;');
    await project.migrate();
    project.clock.advance(3 * 60 * 60 * 1_000);
    await project.rollback();
    project.database.fail({ statement: 'SELECT 1', how: 'error', message: 'boom' });
    await project.migrate();
    return project;
  };
  const lines = (events: Awaited<ReturnType<MemoryProject['status']>>['events']) =>
    events.map(({ action, id, outcome }) => [action, id, outcome].filter(Boolean).join(' '));

  it('tells what was done, newest first', async () => {
    const { events } = await (await withEvents()).status({ history: true });
    expect(lines(events)).toEqual(['up 001_a failed', 'down 001_a succeeded', 'up 001_a succeeded']);
  });

  it('adds with --logs the runs and what went wrong', async () => {
    const { events } = await (await withEvents()).status({ logs: true });
    expect(lines(events)).toEqual([
      'run failed',
      'up 001_a failed',
      'run succeeded',
      'down 001_a succeeded',
      'run succeeded',
      'up 001_a succeeded',
    ]);
    expect(events[1]).toMatchObject({ errorCode: 'STEP_FAILED', message: expect.stringContaining('boom') });
  });

  it.each([
    ['1h', 2],
    ['60m', 2],
    ['4h', 3],
    ['3d', 3],
    ['90d', 3],
    ['2w', 3],
    ['2026-01-01T02:00:00Z', 2],
    ['2026-01-01', 3],
    ['2027-01-01', 0],
  ])('shows with --since=%s only what is newer', async (since, count) => {
    const { events } = await (await withEvents()).status({ history: true, since });
    expect(events).toHaveLength(count);
  });

  it.each(['yesterday', '5', '3mo', '1 month', '5M'])(
    'refuses %s, which is no time, and says what is',
    async (since) => {
      await expect((await withEvents()).status({ logs: true, since })).rejects.toMatchObject({
        code: 'OPTION_INVALID',
        hint: expect.stringMatching(/5m, 2h, 3d, 2w\. Months .*90d/),
      });
    },
  );

  it('reads no events unless they are asked for', async () => {
    expect((await (await withEvents()).status()).events).toEqual([]);
  });

  it('knows nothing of other projects in the same database', async () => {
    const project = await withEvents();
    const other = createMemoryProject({ project: 'web', database: project.database });
    expect(await other.status({ logs: true })).toMatchObject({ migrations: [], events: [], current: undefined });
  });
});
