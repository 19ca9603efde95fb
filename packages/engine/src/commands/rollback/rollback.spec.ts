import { createMemoryDatabase } from '../../../testing/memory/memory-database';
import { createMemoryProject, type MemoryProject, summaryOf } from '../../../testing/memory/memory-project';
import { describeSteps } from '../../plan/steps/describe-steps';
import { describeStatus, statusJson } from '../../reporters/status-text';

const ids = ['20240105-a', '20240115-b', '20240115143005-c', '20240120-d'] as const;

/** A project with these migrations, applied in one run. */
async function appliedProject(names: readonly string[] = ids, options: Parameters<typeof createMemoryProject>[0] = {}) {
  const project = createMemoryProject(options);
  for (const id of names) project.migration(id, `CREATE TABLE "${id}" ();`, `DROP TABLE "${id}";`);
  await project.migrate();
  return project;
}

async function undo(project: MemoryProject, options: Parameters<MemoryProject['rollback']>[0] = {}) {
  return summaryOf(await project.rollback(options));
}

const noticesOf = ({ events }: MemoryProject) =>
  events.flatMap((event) => (event.type === 'notice-raised' ? [event.message] : []));

async function expectRefused(project: MemoryProject, refusals: readonly string[], options = {}): Promise<void> {
  const before = project.database.contents();
  expect(await undo(project, options)).toEqual({ outcome: 'refused', steps: [], refusals });
  expect(project.database.contents()).toBe(before);
}

describe('rollback', () => {
  it.each<[object, readonly string[]]>([
    [{}, ['20240120-d']],
    [{ steps: 3 }, ['20240120-d', '20240115143005-c', '20240115-b']],
    [{ to: '20240110' }, ['20240120-d', '20240115143005-c', '20240115-b']],
    [{ to: 20240115 }, ['20240120-d']],
    [{ to: '20240115-b' }, ['20240120-d', '20240115143005-c']],
    [{ to: 0 }, ['20240120-d', '20240115143005-c', '20240115-b', '20240105-a']],
    [{ to: '20240120-d' }, []],
    [{ lastRun: true }, ['20240120-d', '20240115143005-c', '20240115-b', '20240105-a']],
  ])('with %j undoes what is newer, the last applied first', async (options, undone) => {
    const project = await appliedProject();
    expect(await undo(project, options)).toEqual({
      outcome: undone.length > 0 ? 'succeeded' : 'nothing-to-do',
      steps: undone.map((id) => `down ${id}`),
      refusals: [],
    });
  });

  it('undoes with --last-run only what the newest run applied', async () => {
    const project = await appliedProject();
    for (const id of ['20240201-e', '20240202-f']) project.migration(id, 'SELECT 1;', 'SELECT 2;');
    await project.migrate();
    expect((await undo(project, { lastRun: true })).steps).toEqual(['down 20240202-f', 'down 20240201-e']);
  });

  it('leaves repeatable scripts alone', async () => {
    const project = await appliedProject(['001_a']);
    project.write('repeatable/v.sql', 'SELECT 1;');
    await project.migrate();
    expect((await undo(project, { to: 0 })).steps).toEqual(['down 001_a']);
    expect((await project.migrate()).steps.map(({ step }) => step.id)).toEqual(['001_a']);
  });

  it('has nothing to do in an empty database', async () => {
    const project = createMemoryProject();
    expect((await undo(project)).outcome).toBe('nothing-to-do');
    expect(project.database.contents().historyExists).toBe(false);
  });

  it('shows with --dry-run what it would do, and writes nothing', async () => {
    const project = await appliedProject();
    const before = project.database.contents();
    expect((await undo(project, { dryRun: true })).outcome).toBe('planned');
    expect(project.events.filter(({ type }) => type === 'step-planned')).toMatchObject([
      { action: 'down', path: 'apps/api/sql/migrations/20240120-d/down.sql', sql: 'DROP TABLE "20240120-d";' },
    ]);
    expect(project.database.contents()).toBe(before);
  });

  it('stops at a down that fails, keeps what was undone, and goes on the next time', async () => {
    const project = await appliedProject();
    project.database.fail({ statement: 'DROP TABLE "20240115143005-c"', how: 'error', times: 1 });
    expect((await undo(project, { to: 0 })).steps).toEqual([
      'down 20240120-d',
      'down 20240115143005-c failed',
      'down 20240115-b not-run',
      'down 20240105-a not-run',
    ]);
    expect(project.events.at(-1)).toMatchObject({ counts: { failed: 1, pending: 2, stillApplied: 2 } });
    expect((await undo(project, { to: 0 })).steps).toHaveLength(3);
  });

  it('goes on at the statement at which a down outside a transaction stopped', async () => {
    const project = createMemoryProject();
    project.migration('001_a', 'SELECT 1;', '-- pgrestify: transaction off\nDROP TABLE one;\nDROP TABLE two;');
    await project.migrate();
    project.database.fail({ statement: 'two', how: 'error', times: 1 });
    await project.rollback();
    expect((await project.status()).migrations).toMatchObject([{ state: 'failed', row: { failedDirection: 'down' } }]);
    expect(summaryOf(await project.migrate()).refusals).toEqual(['HALF_DONE 001_a']);
    expect((await undo(project)).steps).toEqual(['down 001_a']);
    expect(project.database.contents().executed).toEqual(['SELECT 1', 'DROP TABLE one', 'DROP TABLE two']);
  });

  it.each([
    [{ to: '1', steps: 2 }, '--to and --steps'],
    [{ lastRun: true, missing: true }, '--last-run and --missing'],
    [{ file: 'x.sql', to: 0 }, '--file and --to'],
    [{ file: 'x.sql', steps: 2 }, '--file and --steps'],
  ])('refuses options that contradict each other: %j', async (options, named) => {
    const project = await appliedProject();
    const before = project.database.contents();
    await expect(project.rollback(options)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(named),
    });
    expect(project.database.contents()).toEqual(before);
  });

  it('refuses a target that nothing has', async () => {
    await expectRefused(await appliedProject(), ['TARGET_UNKNOWN'], { to: 'nothing' });
  });
});

describe('a down that is missing', () => {
  const without = async () => {
    const project = await appliedProject(['001_a']);
    project.migration('002_b', 'CREATE TABLE b ();');
    project.migration('003_c', 'CREATE TABLE c ();', 'DROP TABLE c;');
    await project.migrate();
    return project;
  };

  it('refuses the rollback before the first step', async () => {
    await expectRefused(await without(), ['DOWN_MISSING 002_b'], { to: 0 });
  });

  it('does not matter beyond the target', async () => {
    expect((await undo(await without(), { to: '2' })).steps).toEqual(['down 003_c']);
  });

  it('stays applied with --allow-irreversible, with a record, a mark and a warning', async () => {
    const project = await without();
    expect((await undo(project, { to: 0, allowIrreversible: true })).steps).toEqual([
      'down 003_c',
      'skip-down 002_b',
      'down 001_a',
    ]);
    expect(project.database.contents().rows).toMatchObject([{ id: '002_b', notUndone: true }]);
    expect(
      project.database
        .contents()
        .events.map(({ action }) => action)
        .slice(-4),
    ).toEqual(['down', 'skip', 'down', 'run']);
    expect(noticesOf(project)[0]).toMatch(/^Nothing is undone: 002_b/);
    expect(project.events.at(-1)).toMatchObject({ counts: { rolledBack: 2, skipped: 1, notUndone: 1 } });
  });

  it('does not run again once it was passed over, and stands in no way of what is older', async () => {
    const project = await without();
    await undo(project, { to: 0, allowIrreversible: true });
    const status = await project.status();
    expect(status.migrations.map(({ id, state }) => `${id} ${state}`)).toEqual([
      '001_a pending',
      '002_b applied',
      '003_c pending',
    ]);
    expect(describeStatus(status, 'table')).toMatch(/^ {2}applied \(not undone\) +002 +002_b/m);
    expect(JSON.parse(statusJson(status)).migrations[1]).toMatchObject({ id: '002_b', notUndone: true });
    expect(summaryOf(await project.migrate())).toMatchObject({ outcome: 'succeeded', steps: ['up 001_a', 'up 003_c'] });
    expect(project.database.contents().executed.filter((text) => text === 'CREATE TABLE b ()')).toHaveLength(1);
  });

  it('is not counted again by --steps and --last-run, until it can be undone', async () => {
    const project = await without();
    await undo(project, { steps: 2, allowIrreversible: true });
    expect((await undo(project, { dryRun: true })).refusals).toEqual([]);
    expect((await project.rollback({ dryRun: true })).plan.steps.map(({ id }) => id)).toEqual(['001_a']);
    expect((await project.rollback({ dryRun: true, lastRun: true })).plan.steps.map(({ id }) => id)).toEqual(['001_a']);
    expect((await undo(project, { to: 0 })).refusals).toEqual(['DOWN_MISSING 002_b']);
    project.write('migrations/002_b/down.sql', 'DROP TABLE b;');
    expect((await undo(project)).steps).toEqual(['down 002_b']);
  });

  it('is said in the plan that is confirmed', async () => {
    const plan = (await (await without()).rollback({ to: 0, allowIrreversible: true, dryRun: true })).plan;
    expect(describeSteps(plan.steps)[1]).toBe('2. keep   002_b  not undone, stays applied');
  });

  it('may be written later', async () => {
    const project = await without();
    project.write('migrations/002_b/down.sql', 'DROP TABLE b;');
    expect((await undo(project, { to: 0 })).outcome).toBe('succeeded');
  });
});

describe('an irreversible migration', () => {
  it.each([
    ['it is declared so', '-- pgrestify: irreversible data is gone\nDROP TABLE a;', 'SELECT 1;'],
    ['its down.sql declares it', 'DROP TABLE a;', '-- pgrestify: irreversible data is gone'],
    ['its down.sql is only comments', 'DROP TABLE a;', '-- nothing to be done'],
  ])('refuses the rollback when %s, unless --allow-irreversible skips it', async (_what, up, down) => {
    const project = createMemoryProject();
    project.migration('001_a', up, down);
    await project.migrate();
    await expectRefused(project, ['IRREVERSIBLE 001_a']);
    expect((await project.rollback()).refusals).toMatchObject([{ waivedBy: '--allow-irreversible' }]);
    expect((await undo(project, { allowIrreversible: true })).steps).toEqual(['skip-down 001_a']);
  });

  it('is none when up and down are both only comments', async () => {
    const project = createMemoryProject();
    project.migration('001_a', '-- up', '-- down');
    await project.migrate();
    expect((await undo(project)).steps).toEqual(['down 001_a']);
  });
});

describe('a migration that changed or is gone', () => {
  it('is undone with the down that was stored when it was applied', async () => {
    const project = await appliedProject(['001_a']);
    project.migration('001_a', 'CREATE TABLE other ();', 'DROP TABLE other;');
    expect((await undo(project)).steps).toEqual(['down 001_a']);
    expect(project.database.contents().executed.at(-1)).toBe('DROP TABLE "001_a"');
    expect(noticesOf(project)).toEqual(['001_a is undone with the down stored when it was applied.']);
  });

  it('is undone with its file when only down.sql was edited, and that is said', async () => {
    const project = await appliedProject(['001_a']);
    project.write('migrations/001_a/down.sql', 'DROP TABLE IF EXISTS "001_a";');
    await project.rollback();
    expect(project.database.contents().executed.at(-1)).toBe('DROP TABLE IF EXISTS "001_a"');
    expect(noticesOf(project)[0]).toContain('down.sql changed after 001_a was applied');
  });

  it.each([
    [
      'the edited down.sql, where the up is as it was applied',
      'CREATE TABLE "001_a" ();',
      { path: 'apps/api/sql/migrations/001_a/down.sql', sql: 'DROP TABLE edited;' },
      'apps/api/sql/migrations/001_a/down.sql changed after 001_a was applied; it is used as it is now.',
    ],
    [
      'the stored down, where both were edited',
      'CREATE TABLE edited ();',
      { path: 'history of 001_a', sql: 'DROP TABLE "001_a";' },
      '001_a is undone with the down stored when it was applied.',
    ],
  ])('shows with --dry-run which down would run: %s', async (_what, up, planned, notice) => {
    const project = await appliedProject(['001_a']);
    project.migration('001_a', up, 'DROP TABLE edited;');
    expect((await undo(project, { dryRun: true })).outcome).toBe('planned');
    expect(project.events.filter(({ type }) => type === 'step-planned')).toMatchObject([planned]);
    expect(noticesOf(project)).toEqual([notice]);
  });

  it('is undone with --missing, and nothing else is', async () => {
    const project = await appliedProject(['001_a', '002_b', '003_c', '004_d']);
    project.remove('migrations/002_b');
    project.remove('migrations/004_d');
    expect((await undo(project, { missing: true })).steps).toEqual(['down 002_b']);
    expect(summaryOf(await project.migrate()).outcome).toBe('nothing-to-do');
    // 004_d is ahead of these files, not missing.
    expect((await undo(project, { missing: true })).outcome).toBe('nothing-to-do');
  });

  it('is refused with --missing when history keeps no down', async () => {
    const project = await appliedProject(['002_b']);
    project.migration('003_c', 'CREATE TABLE c ();');
    project.migration('004_d', 'SELECT 1;', 'SELECT 2;');
    await project.migrate();
    project.remove('migrations/003_c');
    await expectRefused(project, ['DOWN_MISSING 003_c'], { missing: true });
  });
});

describe('rollback --file', () => {
  const file = (id: string, name = 'down.sql') => `apps/api/sql/migrations/${id}/${name}`;

  it('undoes that migration alone, and it is pending again', async () => {
    const project = await appliedProject(['001_a', '002_b']);
    expect((await undo(project, { file: file('001_a') })).steps).toEqual(['down 001_a']);
    expect((await project.status()).migrations.map(({ state }) => state)).toEqual(['out-of-order', 'applied']);
  });

  it('refuses an up.sql, and a down of what is not applied', async () => {
    const project = await appliedProject(['001_a']);
    project.migration('002_b', 'SELECT 1;', 'SELECT 2;');
    await expectRefused(project, ['OPTION_INVALID'], { file: file('002_b', 'up.sql') });
    await expectRefused(project, ['NOT_APPLIED 002_b'], { file: file('002_b') });
  });
});

describe('a rollback’s guards', () => {
  it('refuse the database of another environment and one that nobody stamped', async () => {
    const database = createMemoryDatabase();
    await appliedProject(['001_a'], { database, environment: 'production' });
    const staging = createMemoryProject({ database });
    staging.migration('001_a', 'CREATE TABLE "001_a" ();', 'DROP TABLE "001_a";');
    await expectRefused(staging, ['STAMP_MISMATCH']);
    const foreign = createMemoryProject({ database: createMemoryDatabase({ hasUserTables: true }) });
    await expectRefused(foreign, ['STAMP_MISSING']);
  });

  it('ask for confirmation where the environment does', async () => {
    const project = createMemoryProject({ migrations: { requireConfirmation: true } });
    project.migration('001_a', 'SELECT 1;', 'SELECT 2;');
    await project.migrate({ confirm: true });
    await expectRefused(project, ['CONFIRMATION_REQUIRED']);
    expect((await undo(project, { confirm: true })).outcome).toBe('succeeded');
  });
});

describe('a down.sql that cannot be parsed', () => {
  const unparsable = [
    ['a psql command', '\\i undo.sql\n', 'SQL_META_COMMAND'],
    ['another after a BOM', '\uFEFF-- undo\n\\ir undo.sql', 'SQL_META_COMMAND'],
    ['a shell command', '\\! rm x', 'SQL_META_COMMAND'],
    ['a torn DO block', 'DO $$ BEGIN', 'SQL_SYNTAX'],
    ['BEGIN without COMMIT', 'BEGIN;', 'SQL_TRANSACTION_CONTROL'],
  ] as const;

  it.each(unparsable)('does not stop migrate, which warns while it applies: %s', async (_what, down) => {
    const project = createMemoryProject();
    project.migration('001_a', 'CREATE TABLE a ();', down);
    const { outcome, plan } = await project.migrate();
    expect(outcome).toBe('succeeded');
    expect(plan.notices).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringMatching(/001_a\/down\.sql cannot be run: .*001_a cannot be rolled back\.$/),
      },
    ]);
    project.migration('002_b', 'CREATE TABLE b ();', 'DROP TABLE b;');
    expect((await project.migrate()).outcome).toBe('succeeded');
  });

  it.each(unparsable)('is refused as that in a rollback, whatever is allowed: %s', async (_what, down, code) => {
    const project = createMemoryProject();
    project.migration('001_a', 'CREATE TABLE a ();', down);
    await project.migrate();
    for (const allowIrreversible of [false, true]) {
      const { outcome, refusals } = await project.rollback({ allowIrreversible });
      expect([outcome, refusals.map((refusal) => [refusal.code, refusal.waivedBy])]).toEqual([
        'refused',
        [[code, undefined]],
      ]);
    }
  });

  it.each(['', ';', '\uFEFF;\n', '-- nothing\n/* at all */;'])(
    'is another thing than one without a statement: %j',
    async (down) => {
      const project = createMemoryProject();
      project.migration('001_a', 'CREATE TABLE a ();', down);
      await project.migrate();
      expect((await project.rollback({})).refusals.map(({ code }) => code)).toEqual(['IRREVERSIBLE']);
    },
  );
});
