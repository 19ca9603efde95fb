import { createMemoryDatabase, type MemoryDatabase } from '../testing/memory-database';
import { createMemoryProject, type MemoryProject, summaryOf } from '../testing/memory-project';

type Options = NonNullable<Parameters<typeof createMemoryProject>[0]>;

function projectOf(options: Options = {}): MemoryProject {
  const project = createMemoryProject(options);
  project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
  return project;
}

async function run(project: MemoryProject, options: Parameters<MemoryProject['migrate']>[0] = {}) {
  return summaryOf(await project.migrate(options));
}

const guarded = { migrations: { requireConfirmation: true } } as const;

describe('requireConfirmation', () => {
  it('refuses a run that is not confirmed, tells its plan, and writes nothing', async () => {
    const project = projectOf(guarded);
    const { outcome, refusals } = await project.migrate();
    expect(outcome).toBe('refused');
    expect(refusals).toMatchObject([{ code: 'CONFIRMATION_REQUIRED', waivedBy: '--confirm' }]);
    expect(refusals[0]?.message).toMatch(/The plan p[0-9a-f]{16}: up 001_a\./);
    expect(project.database.contents().historyExists).toBe(false);
  });

  it('runs with --confirm', async () => {
    expect((await run(projectOf(guarded), { confirm: true })).outcome).toBe('succeeded');
  });

  it('asks for nothing when there is nothing to do', async () => {
    const project = projectOf(guarded);
    await project.migrate({ confirm: true });
    expect((await run(project)).outcome).toBe('nothing-to-do');
  });

  it.each([
    ['a rollback', (project: MemoryProject) => project.rollback()],
    ['a script of --file', (project: MemoryProject) => project.migrate({ file: 'sql/migrations/001_a/down.sql' })],
  ])('guards %s too', async (_what, command) => {
    const project = projectOf(guarded);
    await project.migrate({ confirm: true });
    expect(summaryOf(await command(project))).toMatchObject({
      outcome: 'refused',
      refusals: ['CONFIRMATION_REQUIRED'],
    });
  });
});

describe('--confirm with the hash of a plan', () => {
  const hashOf = async (project: MemoryProject): Promise<string> => {
    await project.migrate({ dryRun: true });
    const end = project.events.at(-1);
    return end?.type === 'run-finished' ? end.planHash : '';
  };

  it('runs the plan that was reviewed', async () => {
    const project = projectOf(guarded);
    const confirm = await hashOf(project);
    expect((await run(project, { confirm })).outcome).toBe('succeeded');
  });

  it.each<[string, (project: MemoryProject) => unknown]>([
    ['a migration was added', (project) => project.migration('002_b', 'SELECT 1;')],
    ['a script was edited', (project) => project.migration('001_a', 'CREATE TABLE b ();')],
  ])('refuses it when %s since, also where no confirmation is asked for', async (_what, change) => {
    for (const options of [guarded, {}]) {
      const project = projectOf(options);
      const confirm = await hashOf(project);
      change(project);
      expect((await run(project, { confirm })).refusals).toEqual(['CONFIRMATION_REQUIRED']);
    }
  });

  it('is compared again under the lock, with what another run did meanwhile', async () => {
    const database = createMemoryDatabase();
    const [project, other] = [projectOf({ database }), projectOf({ database })];
    project.migration('002_b', 'SELECT 1;');
    const confirm = await hashOf(project);
    let confirmed: Promise<{ readonly outcome: string }> | undefined;
    database.during('CREATE TABLE a', () => {
      confirmed ??= project.migrate({ confirm });
    });
    await other.migrate();
    expect(await confirmed).toMatchObject({ outcome: 'refused', refusals: [{ code: 'CONFIRMATION_REQUIRED' }] });
    expect(database.contents().rows.map(({ id }) => id)).toEqual(['001_a']);
  });

  it('does not fail a second time, when all of it is done', async () => {
    const project = projectOf(guarded);
    const confirm = await hashOf(project);
    await project.migrate({ confirm });
    expect((await run(project, { confirm })).outcome).toBe('nothing-to-do');
  });
});

describe('the stamp of a database', () => {
  const stampedAs = async (environment: string): Promise<MemoryDatabase> => {
    const database = createMemoryDatabase();
    await projectOf({ database, environment }).migrate();
    return database;
  };

  it('is written by the first run that changes something, and kept', async () => {
    const database = await stampedAs('staging');
    expect(database.contents().stamps).toMatchObject([{ project: 'api', environment: 'staging' }]);
    const production = projectOf({ database, environment: 'production' });
    production.migration('002_b', 'SELECT 1;');
    await production.migrate();
    expect(database.contents().stamps).toMatchObject([{ environment: 'staging' }]);
  });

  it('warns of a run for another environment that only adds', async () => {
    const project = projectOf({ database: await stampedAs('staging'), environment: 'production' });
    project.migration('002_b', 'SELECT 1;');
    expect((await run(project)).outcome).toBe('succeeded');
    expect(project.events[1]).toMatchObject({
      type: 'notice-raised',
      severity: 'warning',
      message: 'This database is stamped as environment "staging" of api, and the run is for "production".',
    });
  });

  it.each<[string, (project: MemoryProject) => ReturnType<MemoryProject['migrate']>]>([
    ['rollback', (project) => project.rollback()],
    ['migrate --rollbackTo', (project) => project.migrate({ rollbackTo: 0 })],
    ['migrate --reset', (project) => project.migrate({ reset: true })],
    ['migrate --includeTestData', (project) => project.migrate({ includeTestData: true })],
  ])('refuses %s for another environment, and nothing is written', async (_what, command) => {
    const database = await stampedAs('production');
    const project = projectOf({ database, environment: 'development', development: true });
    project.write('test-data/a.sql', 'SELECT 1;');
    const before = database.contents();
    expect(summaryOf(await command(project))).toMatchObject({ outcome: 'refused', refusals: ['STAMP_MISMATCH'] });
    expect(database.contents()).toBe(before);
  });

  it('must be there before tables that nobody knows are dropped', async () => {
    const database = createMemoryDatabase({ hasUserTables: true });
    const project = projectOf({ database, environment: 'development', development: true });
    expect((await run(project, { reset: true })).refusals).toEqual(['STAMP_MISSING']);
    expect((await run(project)).outcome).toBe('succeeded');
    expect((await run(project, { reset: true })).outcome).toBe('succeeded');
  });
});

describe('--reset', () => {
  const lenient = { environment: 'development', development: true } as const;

  it('drops everything and migrates from nothing', async () => {
    const project = projectOf(lenient);
    await project.migrate();
    project.remove('migrations/001_a');
    project.migration('002_b', 'CREATE TABLE b ();');
    expect((await run(project, { reset: true })).steps).toEqual(['up 002_b']);
    const { rows, events } = project.database.contents();
    expect(rows.map(({ id }) => id)).toEqual(['002_b']);
    expect(events.map(({ action }) => action)).toEqual(['reset', 'up', 'run']);
  });

  it('is planned by a dry run, which drops nothing', async () => {
    const project = projectOf(lenient);
    await project.migrate();
    const before = project.database.contents();
    expect((await run(project, { reset: true, dryRun: true })).outcome).toBe('planned');
    expect(project.events.filter(({ type }) => type === 'step-planned')).toHaveLength(1);
    expect(project.database.contents()).toBe(before);
  });

  it.each<[string, Options, object, string]>([
    ['the environment does not allow it', {}, { confirm: true }, 'RESET_FORBIDDEN'],
    ['it is not confirmed outside development', { migrations: { allowReset: true } }, {}, 'CONFIRMATION_REQUIRED'],
  ])('is refused when %s', async (_what, settings, options, code) => {
    const project = projectOf(settings);
    await project.migrate();
    const before = project.database.contents();
    expect(await run(project, { reset: true, ...options })).toMatchObject({ outcome: 'refused', refusals: [code] });
    expect(project.database.contents()).toBe(before);
  });

  it('does not drop anything for files that would be refused', async () => {
    const project = projectOf(lenient);
    await project.migrate();
    project.migration('002_b', "SELECT 'x;");
    const before = project.database.contents();
    expect((await run(project, { reset: true })).refusals).toEqual(['SQL_SYNTAX 002_b']);
    expect(project.database.contents()).toBe(before);
  });
});
