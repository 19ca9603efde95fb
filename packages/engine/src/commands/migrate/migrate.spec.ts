import { createMemoryDatabase } from '../../../testing/memory/memory-database';
import { createMemoryProject, type MemoryProject, summaryOf } from '../../../testing/memory/memory-project';

const dated = ['20240105-a', '20240115-b', '20240115143005-c', '20240120-d'] as const;

function projectOf(ids: readonly string[], options: Parameters<typeof createMemoryProject>[0] = {}): MemoryProject {
  const project = createMemoryProject(options);
  for (const id of ids) project.migration(id, `CREATE TABLE "${id}" ();`, `DROP TABLE "${id}";`);
  return project;
}

/** What a run does, by its options. */
async function run(project: MemoryProject, options: Parameters<MemoryProject['migrate']>[0] = {}) {
  return summaryOf(await project.migrate(options));
}

const eventsOf = ({ events }: MemoryProject) => events.map(({ type }) => type);

describe('migrate', () => {
  it('runs repeatable scripts before, migrations by version, repeatable scripts after, and no test data', async () => {
    const project = projectOf(['20240115-b', '20240105-a', 'without-number', '7_integer']);
    project.write('repeatable/view.sql', 'SELECT 1;');
    project.write('schemas/02_more.sql', 'SELECT 2;');
    project.write('schemas/01_main.sql', 'SELECT 3;');
    project.write('functions/f.sql', 'SELECT 4;');
    project.write('schemas/09_late.sql', '-- pgrestify: run after-migrations\nSELECT 5;');
    project.write('test-data/users.sql', 'SELECT 6;');
    expect(await run(project)).toEqual({
      outcome: 'succeeded',
      steps: [
        'repeat functions/f.sql',
        'repeat schemas/01_main.sql',
        'repeat schemas/02_more.sql',
        'up 7_integer',
        'up 20240105-a',
        'up 20240115-b',
        'up without-number',
        'repeat schemas/09_late.sql',
        'repeat repeatable/view.sql',
      ],
      refusals: [],
    });
  });

  it('reports its course as events, each step begun and ended', async () => {
    const project = projectOf(['001_a', '002_b']);
    await project.migrate();
    expect(eventsOf(project)).toEqual([
      'run-started',
      'lock-acquired',
      'step-started',
      'step-finished',
      'step-started',
      'step-finished',
      'run-finished',
    ]);
    expect(project.events.at(0)).toMatchObject({ command: 'migrate', project: 'api', environment: 'staging' });
    expect(project.events.at(-1)).toMatchObject({
      outcome: 'succeeded',
      counts: { applied: 2, rolledBack: 0, recorded: 0, skipped: 0, failed: 0, pending: 0 },
    });
    expect(project.database.contents().events.map(({ action }) => action)).toEqual(['up', 'up', 'run']);
  });

  it('takes no lock and writes nothing when there is nothing to do', async () => {
    const project = projectOf(['001_a']);
    await project.migrate();
    const before = project.database.contents();
    expect(await run(project)).toEqual({ outcome: 'nothing-to-do', steps: [], refusals: [] });
    expect(eventsOf(project)).toEqual(['run-started', 'run-finished']);
    expect(project.database.contents()).toBe(before);
  });

  it('runs repeatable scripts again when they were edited, and each time with `run always`', async () => {
    const project = projectOf([]);
    project.write('repeatable/a.sql', 'SELECT 1;');
    project.write('repeatable/b.sql', '-- pgrestify: run always\nSELECT 2;');
    await project.migrate();
    expect((await run(project)).steps).toEqual(['repeat repeatable/b.sql']);
    project.write('repeatable/a.sql', 'SELECT 3;');
    expect((await run(project)).steps).toEqual(['repeat repeatable/a.sql', 'repeat repeatable/b.sql']);
  });

  it.each([
    ['20240105-a', ['20240105-a']],
    ['20240115', ['20240105-a', '20240115-b', '20240115143005-c']],
    [20240115, ['20240105-a', '20240115-b', '20240115143005-c']],
    ['2024-01-17', ['20240105-a', '20240115-b', '20240115143005-c']],
    ['0', []],
    ['20990101', [...dated]],
  ])('goes as far as --to=%s says', async (to, ids) => {
    const project = projectOf(dated);
    expect((await run(project, { to })).steps).toEqual(ids.map((id) => `up ${id}`));
  });

  it('runs repeatable scripts whatever --to says', async () => {
    const project = projectOf(dated);
    project.write('repeatable/v.sql', 'SELECT 1;');
    expect((await run(project, { to: 0 })).steps).toEqual(['repeat repeatable/v.sql']);
  });

  it.each([
    ['a name that nothing has', 'nothing', 'TARGET_UNKNOWN'],
    ['an integer among dates', 5, 'TARGET_KIND_MISMATCH'],
  ])('refuses --to with %s', async (_what, to, code) => {
    const { outcome, refusals } = await run(projectOf(dated), { to });
    expect([outcome, refusals.map((refusal) => refusal.split(' ')[0])]).toEqual(['refused', [code]]);
  });

  it('accepts --all, which is what it does anyway', async () => {
    expect((await run(projectOf(dated), { all: true })).steps).toHaveLength(4);
  });

  it.each([
    [{ file: 'x.sql', to: '1' }, '--file and --to'],
    [{ file: 'x.sql', reset: true }, '--file and --reset'],
    [{ all: true, to: 0 }, '--all and --to'],
    [{ to: '1', rollbackTo: 0 }, '--to and --rollback-to'],
    [{ reset: true, redo: true }, '--reset and --redo'],
  ])('refuses options that contradict each other: %j', async (options, named) => {
    const project = projectOf(dated);
    await expect(project.migrate(options)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(named),
    });
    expect(project.database.contents().historyExists).toBe(false);
  });

  it('takes an option that is false for one that is not given', async () => {
    expect((await run(projectOf(['1_a']), { all: false, to: '1', reset: false, redo: false })).outcome).toBe(
      'succeeded',
    );
  });

  it('undoes with --rollback-to, like rollback --to', async () => {
    const project = projectOf(dated);
    await project.migrate();
    expect((await run(project, { rollbackTo: 20240115 })).steps).toEqual(['down 20240120-d']);
    expect(project.events[0]).toMatchObject({ command: 'rollback' });
  });

  describe('with --dry-run', () => {
    it('shows steps, SQL and the name of the plan, and writes nothing', async () => {
      const project = projectOf(['001_a', '002_b']);
      const before = project.database.contents();
      const result = await project.migrate({ dryRun: true });
      expect(summaryOf(result)).toEqual({ outcome: 'planned', steps: [], refusals: [] });
      expect(eventsOf(project)).toEqual(['run-started', 'step-planned', 'step-planned', 'run-finished']);
      expect(project.events[1]).toMatchObject({
        id: '001_a',
        action: 'up',
        path: 'apps/api/sql/migrations/001_a/up.sql',
        mode: 'transactional',
        sql: 'CREATE TABLE "001_a" ();',
      });
      expect(project.events.at(-1)).toMatchObject({ planHash: expect.stringMatching(/^p[0-9a-f]{16}$/), refusals: 0 });
      expect(project.database.contents()).toBe(before);
    });

    it('says what a real run would be refused for, and is no failure', async () => {
      const project = projectOf(['001_a']);
      await project.migrate();
      project.migration('001_a', 'CREATE TABLE edited ();');
      expect(await run(project, { dryRun: true })).toMatchObject({ outcome: 'planned', refusals: ['CHANGED 001_a'] });
      expect(eventsOf(project)).toEqual(['run-started', 'run-refused', 'run-finished']);
      expect(project.events.at(-1)).toMatchObject({ refusals: 1 });
    });

    it('does not print a script of more than 64 KiB', async () => {
      const project = projectOf([]);
      project.migration('001_long', `SELECT 1; -- ${'x'.repeat(65 * 1024)}`);
      await project.migrate({ dryRun: true });
      expect(project.events.find(({ type }) => type === 'step-planned')).toMatchObject({ sql: undefined });
    });
  });

  describe('with --file', () => {
    const below = 'apps/api/sql';

    it.each([
      ['from the workspace', `${below}/migrations/002_b/up.sql`],
      ['from the project', 'sql/migrations/002_b/up.sql'],
      ['absolute', `/workspace/${below}/migrations/002_b/up.sql`],
    ])('applies the up.sql of a migration, the path given %s', async (_what, file) => {
      const project = projectOf(['001_a', '002_b']);
      expect((await run(project, { file })).steps).toEqual(['up 002_b']);
      expect((await run(project, { file })).refusals).toEqual(['ALREADY_APPLIED 002_b']);
    });

    it('undoes with the down.sql of an applied migration, and of no other', async () => {
      const project = projectOf(['001_a']);
      const file = `${below}/migrations/001_a/down.sql`;
      expect((await run(project, { file })).refusals).toEqual(['NOT_APPLIED 001_a']);
      await project.migrate();
      expect((await run(project, { file })).steps).toEqual(['down 001_a']);
      expect(project.database.contents().rows).toEqual([]);
    });

    it('leaves only an event of another script', async () => {
      const project = projectOf(['001_a']);
      project.write('seed.sql', 'SELECT 1;');
      expect((await run(project, { file: 'sql/seed.sql' })).steps).toEqual([`script ${below}/seed.sql`]);
      const { rows, events, executed } = project.database.contents();
      expect([rows, executed]).toEqual([[], ['SELECT 1']]);
      expect(events.map(({ action, id }) => [action, id])).toEqual([
        ['script', `${below}/seed.sql`],
        ['run', undefined],
      ]);
    });

    it('refuses a file that does not exist, and one outside the workspace', async () => {
      const project = projectOf([]);
      expect((await run(project, { file: 'nothing.sql' })).refusals).toEqual(['FILE_UNREADABLE']);
      await expect(project.migrate({ file: '../other/x.sql' })).rejects.toMatchObject({
        code: 'FILE_OUTSIDE_WORKSPACE',
      });
    });

    it('refuses a down for the database of another environment, as a rollback does', async () => {
      const database = createMemoryDatabase();
      await projectOf(['001_a'], { database, environment: 'production' }).migrate();
      const staging = projectOf(['001_a'], { database });
      const { refusals } = await run(staging, { file: 'sql/migrations/001_a/down.sql' });
      expect(refusals).toEqual(['STAMP_MISMATCH']);
    });
  });

  describe('with test data', () => {
    const withData = (options: Parameters<typeof createMemoryProject>[0] = {}) => {
      const project = projectOf(['001_a'], options);
      project.write('test-data/users.sql', 'INSERT INTO users VALUES (1);');
      return project;
    };

    it('runs it last with --include-test-data, or when the environment says so', async () => {
      const steps = ['up 001_a', 'repeat test-data/users.sql'];
      expect((await run(withData(), { includeTestData: true })).steps).toEqual(steps);
      expect((await run(withData({ migrations: { includeTestData: true } }))).steps).toEqual(steps);
      expect(
        (await run(withData({ migrations: { includeTestData: true } }), { includeTestData: false })).steps,
      ).toEqual(['up 001_a']);
    });

    it.each([
      ['by the option', { includeTestData: true }],
      ['by its file', { file: 'sql/test-data/users.sql' }],
    ])('refuses it %s where the environment forbids it', async (_how, options) => {
      const project = withData({ migrations: { forbidTestData: true } });
      expect((await run(project, options)).refusals).toEqual(['TEST_DATA_FORBIDDEN']);
      expect((await run(project)).outcome).toBe('succeeded');
    });

    it('refuses it for a database with tables and no stamp', async () => {
      const database = createMemoryDatabase({ hasUserTables: true });
      expect((await run(withData({ database }), { includeTestData: true })).refusals).toEqual(['STAMP_MISSING']);
    });
  });
});
