import { createMemoryDatabase, type MemoryDatabase } from '../../../testing/memory/memory-database';
import { createMemoryProject, type MemoryProject, summaryOf } from '../../../testing/memory/memory-project';
import type { Prompt, Question } from '../../ports';

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
    expect(refusals[0]?.message).toMatch(
      /asks for confirmation of plan p[0-9a-f]{16}.*postgres@memory:5432\/test:\n {2}1\. apply {2}001_a$/s,
    );
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
  const hashOf = async (project: MemoryProject, options: { readonly reset?: boolean } = {}): Promise<string> => {
    await project.migrate({ ...options, dryRun: true });
    const end = project.events.at(-1);
    return end?.type === 'run-finished' ? end.planHash : '';
  };

  it.each(['', 'yes', 'pdeadbeef'])('says that %j is no hash, and blames no change', async (confirm) => {
    const { refusals } = await projectOf(guarded).migrate({ confirm });
    expect(refusals.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        new RegExp(`^The plan is p[0-9a-f]{16}, and --confirm=${confirm} is not the hash of a plan\\.$`),
      ),
    ]);
  });

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

  it.each<[string, Options]>([
    ['another environment', { environment: 'production' }],
    ['another project', { project: 'web' }],
    ['another database', { database: createMemoryDatabase() }],
  ])('is not good for %s with the same files', async (_what, options) => {
    const database = createMemoryDatabase();
    const confirm = await hashOf(projectOf({ ...guarded, database }));
    const other = projectOf({ ...guarded, database, ...options });
    expect((await run(other, { confirm })).refusals).toEqual(['CONFIRMATION_REQUIRED']);
    expect(other.database.contents().historyExists).toBe(false);
  });

  it('of a reset is not good for a run, nor the other way, nor once more was applied', async () => {
    const project = projectOf({ environment: 'development', development: true });
    await project.migrate();
    const reset = await hashOf(project, { reset: true });
    project.migration('002_b', 'SELECT 1;');
    const plain = await hashOf(project);
    expect((await run(project, { confirm: reset })).refusals).toEqual(['CONFIRMATION_REQUIRED']);
    expect((await run(project, { reset: true, confirm: plain })).refusals).toEqual(['CONFIRMATION_REQUIRED']);
    const reviewed = await hashOf(project, { reset: true });
    await project.migrate();
    expect((await run(project, { reset: true, confirm: reviewed })).refusals).toEqual(['CONFIRMATION_REQUIRED']);
    const again = await hashOf(project, { reset: true });
    expect((await run(project, { reset: true, confirm: again })).outcome).toBe('succeeded');
  });

  it('does not fail a second time, when all of it is done', async () => {
    const project = projectOf(guarded);
    const confirm = await hashOf(project);
    await project.migrate({ confirm });
    expect((await run(project, { confirm })).outcome).toBe('nothing-to-do');
  });
});

describe('a confirmation at the terminal', () => {
  const promptOf = (answer: 'yes' | 'no', meanwhile: () => unknown = () => {}) => {
    const asked: Question[] = [];
    const prompt: Prompt = {
      ask: async (question) => {
        asked.push(question);
        await meanwhile();
        return answer;
      },
    };
    return { asked, prompt };
  };

  it('is asked once, with the plan, and the name of the environment for an answer', async () => {
    const { asked, prompt } = promptOf('yes');
    const project = projectOf({ ...guarded, prompt });
    expect((await run(project)).outcome).toBe('succeeded');
    expect(asked).toMatchObject([{ answer: 'staging', text: expect.stringContaining('1. apply  001_a') }]);
  });

  it('that is refused refuses the run, and nothing is written', async () => {
    const project = projectOf({ ...guarded, prompt: promptOf('no').prompt });
    expect(await run(project)).toMatchObject({ outcome: 'refused', refusals: ['CONFIRMATION_REQUIRED'] });
    expect(project.database.contents().historyExists).toBe(false);
  });

  it.each<[string, Options, NonNullable<Parameters<MemoryProject['migrate']>[0]>]>([
    ['when an option confirms', guarded, { confirm: true }],
    ['when another plan was confirmed', guarded, { confirm: 'p0000000000000000' }],
    ['in a dry run', guarded, { dryRun: true }],
    ['where nobody asks for it', {}, {}],
    ['when something else stands against the run', guarded, { to: 'unknown' }],
    ['when there is nothing to do', guarded, { to: 0 }],
  ])('is not asked for %s', async (_what, options, given) => {
    const { asked, prompt } = promptOf('yes');
    await projectOf({ ...options, prompt }).migrate(given);
    expect(asked).toEqual([]);
  });

  it('holds for the plan that was shown: it is refused when another runner changed history meanwhile', async () => {
    const database = createMemoryDatabase();
    const other = projectOf({ database });
    const { prompt } = promptOf('yes', () => other.migrate());
    const project = projectOf({ ...guarded, database, prompt });
    project.migration('002_b', 'SELECT 1;');
    expect(await run(project)).toMatchObject({ outcome: 'refused', refusals: ['CONFIRMATION_REQUIRED'] });
    expect(database.contents().rows.map(({ id }) => id)).toEqual(['001_a']);
  });

  it('ends as nothing to do when another runner did all of it meanwhile', async () => {
    const database = createMemoryDatabase();
    const other = projectOf({ database });
    const { prompt } = promptOf('yes', () => other.migrate());
    expect((await run(projectOf({ ...guarded, database, prompt }))).outcome).toBe('nothing-to-do');
  });

  it('shows what a reset would drop', async () => {
    const { asked, prompt } = promptOf('yes');
    const project = projectOf({ environment: 'development', development: true, prompt });
    await project.migrate();
    expect((await run(project, { reset: true })).outcome).toBe('succeeded');
    expect(asked[0]?.text).toContain('DROPS everything in the database:\n    schema public (1 table)');
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

  it('warns of a run in a database stamped as development that only adds', async () => {
    const project = projectOf({ database: await stampedAs('development'), environment: 'production' });
    project.migration('002_b', 'SELECT 1;');
    expect((await run(project)).outcome).toBe('succeeded');
    expect(project.events[1]).toMatchObject({
      type: 'notice-raised',
      severity: 'warning',
      message: 'This database is stamped as environment "development" of api, and the run is for "production".',
    });
  });

  it('refuses a run for another environment that only adds, unless the stamp is named', async () => {
    const project = projectOf({ database: await stampedAs('production'), environment: 'staging' });
    project.migration('002_b', 'SELECT 1;');
    const before = project.database.contents();
    for (const options of [{}, { confirm: true }, { acceptStamp: 'development' }]) {
      const { outcome, refusals } = await project.migrate(options);
      expect(outcome).toBe('refused');
      expect(refusals).toMatchObject([{ code: 'STAMP_MISMATCH', waivedBy: '--accept-stamp=production' }]);
    }
    expect(project.database.contents()).toBe(before);
    expect((await run(project, { acceptStamp: 'production' })).steps).toEqual(['up 002_b']);
    expect(project.database.contents().stamps).toMatchObject([{ environment: 'production' }]);
  });

  it.each([
    ['production', 'failed'],
    ['development', 'succeeded'],
  ])('is said by status when it is %s, and decides what --check makes of it', async (environment, outcome) => {
    const project = projectOf({ database: await stampedAs(environment), environment: 'staging' });
    const { notices, ...result } = await project.status({ check: true });
    expect(result.outcome).toBe(outcome);
    expect(notices).toMatchObject([
      { severity: 'warning', message: expect.stringContaining(`"${environment}" of api`) },
    ]);
    const own = projectOf({ database: project.database, environment });
    expect(await own.status({ check: true })).toMatchObject({ outcome: 'succeeded', notices: [] });
  });

  it('of another project protects as well, until this project has its own', async () => {
    const database = createMemoryDatabase();
    await projectOf({ database, project: 'billing', environment: 'production' }).migrate();
    const project = projectOf({ database, environment: 'staging' });
    expect((await run(project)).refusals).toEqual(['STAMP_MISMATCH']);
    await project.migrate({ acceptStamp: 'production' });
    project.migration('002_b', 'SELECT 1;', 'SELECT 0;');
    expect((await run(project)).steps).toEqual(['up 002_b']);
    expect((await run(project, { confirm: true, rollbackTo: 0 })).refusals).toEqual(['STAMP_MISMATCH']);
  });

  it('of the same name in another database stands in no way', async () => {
    await stampedAs('staging');
    const other = projectOf({ database: createMemoryDatabase(), environment: 'staging' });
    await other.migrate();
    expect(summaryOf(await other.rollback()).steps).toEqual(['down 001_a']);
  });

  it('does not matter to test data of a new database, when the config asks for it', async () => {
    const project = projectOf({ migrations: { includeTestData: true } });
    project.write('test-data/a.sql', 'SELECT 1;');
    expect((await run(project)).steps).toEqual(['up 001_a', 'repeat test-data/a.sql']);
  });

  it('is missed by test data of the config, with the way to get it', async () => {
    const database = createMemoryDatabase({ hasUserTables: true });
    const project = projectOf({ database, migrations: { includeTestData: true } });
    project.write('test-data/a.sql', 'SELECT 1;');
    const [refusal] = (await project.migrate()).refusals;
    expect(refusal).toMatchObject({ code: 'STAMP_MISSING', hint: expect.stringContaining('--no-include-test-data') });
    await project.migrate({ includeTestData: false });
    expect((await run(project)).steps).toEqual(['repeat test-data/a.sql']);
  });

  it.each<[string, (project: MemoryProject) => ReturnType<MemoryProject['migrate']>]>([
    ['rollback', (project) => project.rollback()],
    ['migrate --rollback-to', (project) => project.migrate({ rollbackTo: 0 })],
    ['migrate --reset', (project) => project.migrate({ reset: true })],
    ['migrate --include-test-data', (project) => project.migrate({ includeTestData: true })],
    ['migrate --file of a down.sql', (project) => project.migrate({ file: 'apps/api/sql/migrations/001_a/down.sql' })],
    ['migrate --file of no migration', (project) => project.migrate({ file: 'apps/api/sql/other.sql' })],
    ['rollback --file', (project) => project.rollback({ file: 'apps/api/sql/migrations/001_a/down.sql' })],
  ])('refuses %s for another environment, and nothing is written', async (_what, command) => {
    const database = await stampedAs('production');
    const project = projectOf({ database, environment: 'development', development: true });
    project.write('test-data/a.sql', 'SELECT 1;');
    project.write('other.sql', 'SELECT 1;');
    const before = database.contents();
    expect(summaryOf(await command(project))).toMatchObject({ outcome: 'refused', refusals: ['STAMP_MISMATCH'] });
    expect(database.contents()).toBe(before);
  });

  it('must be there before tables that nobody knows are dropped', async () => {
    const database = createMemoryDatabase({ hasUserTables: true });
    const project = projectOf({ database, environment: 'development', development: true });
    expect((await run(project, { reset: true })).refusals).toEqual(['STAMP_MISSING']);
    expect((await run(project)).outcome).toBe('succeeded');
    expect((await run(project, { reset: true, confirm: true })).outcome).toBe('succeeded');
  });
});

describe('--reset', () => {
  const lenient = { environment: 'development', development: true } as const;

  it('drops everything and migrates from nothing', async () => {
    const project = projectOf(lenient);
    await project.migrate();
    project.remove('migrations/001_a');
    project.migration('002_b', 'CREATE TABLE b ();');
    expect((await run(project, { reset: true, confirm: true })).steps).toEqual(['up 002_b']);
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

  it.each([
    ['that is confirmed', { confirm: true, alsoReset: 'billing' }, []],
    ['that is not confirmed', { alsoReset: 'billing' }, ['CONFIRMATION_REQUIRED']],
    ['that would be refused', { confirm: true }, ['RESET_SHARED']],
  ])('%s lists what it drops in its dry run, other projects too', async (_what, options, refused) => {
    const database = createMemoryDatabase();
    await projectOf({ ...lenient, database, project: 'billing' }).migrate();
    const project = projectOf({ ...lenient, database });
    await project.migrate();
    const planned = await project.migrate({ reset: true, dryRun: true, ...options });
    expect(planned.refusals.map(({ code }) => code)).toEqual(refused);
    const dropped = ['schema public (1 table)', 'all of project billing, with its history'];
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'reset-planned', dropped }));
    await project.migrate({ reset: true, confirm: true, alsoReset: 'billing' });
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'database-reset', dropped }));
  });

  it.each<[string, Options, object, string]>([
    ['the environment does not allow it', {}, { confirm: true }, 'RESET_FORBIDDEN'],
    ['it is not confirmed', { migrations: { allowReset: true } }, {}, 'CONFIRMATION_REQUIRED'],
    ['it is not confirmed in development', lenient, {}, 'CONFIRMATION_REQUIRED'],
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

  it('needs no confirmation when the database holds nothing', async () => {
    expect((await run(projectOf(lenient), { reset: true })).outcome).toBe('succeeded');
  });

  it('says what it dropped', async () => {
    const project = projectOf(lenient);
    await project.migrate();
    await project.migrate({ reset: true, confirm: true });
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'database-reset', dropped: ['schema public (1 table)'] }),
    );
  });

  it('drops no other project unless it is named', async () => {
    const database = createMemoryDatabase();
    for (const project of ['billing', 'shop']) await projectOf({ ...lenient, database, project }).migrate();
    const project = projectOf({ ...lenient, database });
    const before = database.contents();
    for (const alsoReset of [undefined, 'billing']) {
      const { refusals } = await project.migrate({ reset: true, confirm: true, ...(alsoReset && { alsoReset }) });
      expect(refusals).toMatchObject([{ code: 'RESET_SHARED', waivedBy: '--also-reset=billing,shop' }]);
    }
    expect((await run(project, { reset: true, alsoReset: 'billing,shop' })).refusals).toEqual([
      'CONFIRMATION_REQUIRED',
    ]);
    expect(database.contents()).toBe(before);
    expect((await run(project, { reset: true, confirm: true, alsoReset: 'billing, shop' })).outcome).toBe('succeeded');
    expect(database.contents().stamps).toMatchObject([{ project: 'api' }]);
  });

  it('is refused when it would drop what is required of another project', async () => {
    const database = createMemoryDatabase();
    await projectOf({ ...lenient, database, project: 'auth' }).migrate();
    const project = projectOf({ ...lenient, database });
    project.migration('001_a', '-- pgrestify: requires auth:001\nCREATE TABLE a ();');
    const before = database.contents();
    expect((await run(project, { reset: true, confirm: true, alsoReset: 'auth' })).refusals).toEqual([
      'REQUIREMENT_MISSING 001_a',
    ]);
    expect(database.contents()).toBe(before);
  });

  it('waits for nobody once it is interrupted', async () => {
    const project = projectOf(lenient);
    await project.migrate();
    const before = project.database.contents();
    const controller = new AbortController();
    controller.abort();
    await expect(project.migrate({ reset: true, confirm: true }, controller.signal)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(project.database.contents()).toBe(before);
  });

  it.each<[string, Parameters<MemoryProject['migrate']>[0]]>([
    ['--also-reset without --reset', { alsoReset: 'billing' }],
    ['--accept-stamp with --reset', { acceptStamp: 'staging', reset: true }],
    ['--accept-stamp with --redo', { acceptStamp: 'staging', redo: true }],
  ])('%s is an error', async (_what, options) => {
    await expect(projectOf(lenient).migrate(options)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});
