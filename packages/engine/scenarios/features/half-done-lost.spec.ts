import { checkHistory } from '../../src/checks/live/check-history';
import { deriveStatuses } from '../../src/plan/derive-statuses';
import { describeStatus } from '../../src/reporters/status-text';
import { createMemoryProject, type MemoryProject, summaryOf } from '../../testing/memory/memory-project';
import { historyOf, rowOf } from '../../testing/projects/history-rows';
import { repeatableOf, setOf } from '../../testing/projects/migration-sets';
import { migrationOf } from '../../testing/projects/steps';

const off = '-- pgrestify: transaction off\n';
const up = `${off}CREATE TABLE b ();\nVACUUM b;\nCREATE TABLE bb ();`;
const down = `${off}DROP TABLE IF EXISTS bb;\nVACUUM a;\nDROP TABLE b;`;

/** Migrations of which the second stopped after one of three statements, up or down. */
async function halfDone(direction: 'up' | 'down', ids: readonly string[] = ['001_a', '002_b']): Promise<MemoryProject> {
  const project = createMemoryProject();
  for (const id of ids) {
    if (id === '002_b') project.migration(id, up, down);
    else project.migration(id, `CREATE TABLE "${id}" ();`, `DROP TABLE "${id}";`);
  }
  project.database.fail({ statement: 'VACUUM', how: 'error' });
  if (direction === 'up') {
    await project.migrate({ force: true });
  } else {
    project.database.mend();
    await project.migrate();
    project.database.fail({ statement: 'VACUUM', how: 'error' });
    await project.rollback({ to: '001_a' });
  }
  project.database.mend();
  return project;
}

const refusalsOf = async (project: MemoryProject, options = {}) =>
  (await project.migrate(options)).refusals.map(({ code, ids, message }) => [code, ...ids, message].join(' '));

const statesOf = async (project: MemoryProject) =>
  (await project.status()).migrations.map(({ id, state }) => `${id} ${state}`);

describe.each([
  ['newer than every file', ['001_a', '002_b']],
  ['between files that exist', ['001_a', '002_b', '003_c']],
])('a half-done migration whose files are gone, %s', (_where, ids) => {
  const lost = async (direction: 'up' | 'down') => {
    const project = await halfDone(direction, direction === 'up' ? ids : ids.slice(0, 2));
    if (direction === 'down' && ids.length > 2) {
      project.migration('003_c', 'CREATE TABLE c ();');
    }
    project.remove('migrations/002_b');
    return project;
  };

  it.each([
    ['up', '002_b stopped after 1 of 3 statements, and its files are gone.'],
    ['down', 'The rollback of 002_b stopped after 1 of 3 statements, and its files are gone.'],
  ] as const)('refuses a run as what it is, and waives nothing: %s', async (direction, message) => {
    const project = await lost(direction);
    const before = project.database.contents();
    for (const options of [{}, { force: true }, { outOfOrder: true }, { dryRun: true }, { to: '001_a' }]) {
      expect(await refusalsOf(project, options)).toEqual([`HALF_DONE 002_b ${message}`]);
    }
    expect(project.database.contents()).toBe(before);
  });

  it.each(['up', 'down'] as const)('fails status --check, which tells it: %s', async (direction) => {
    const result = await (await lost(direction)).status({ check: true });
    expect(result.outcome).toBe('failed');
    expect(result.unsettled[0]).toEqual({ severity: 'wrong', reason: '1 failed' });
    expect(describeStatus(result, 'table')).toMatch(/failed \(1 of 3, its files are gone\) +002 +002_b/);
  });

  it('goes on once its files are back', async () => {
    const project = await lost('up');
    project.migration('002_b', up, down);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await statesOf(project)).toEqual(ids.map((id) => `${id} applied`));
  });

  it.each([
    ['up', 'Put them back and migrate: it goes on where it stopped. Or undo it with `rollback --missing`,'],
    ['down', 'Run `rollback --missing`: it goes on where it stopped, with the down that history keeps.'],
  ] as const)('is undone with rollback --missing, as the refusal says: %s', async (direction, hint) => {
    const project = await lost(direction);
    const { refusals } = await project.migrate();
    expect(refusals[0]?.hint).toContain(hint);
    expect(summaryOf(await project.rollback({ missing: true })).steps).toEqual(['down 002_b']);
    const { executed } = project.database.contents();
    expect(executed.filter((text) => text.includes('DROP TABLE IF EXISTS bb'))).toHaveLength(1);
    expect(executed.at(-1)).toBe('DROP TABLE b');
    expect((await statesOf(project)).join()).not.toContain('002_b');
  });

  it('is forgotten by its name, as the refusal says, and by no other repair, which says so', async () => {
    const project = await lost('up');
    expect((await project.migrate()).refusals[0]?.hint).toContain('forget it with `repair --id=002_b --missing`');
    for (const options of [{}, { missing: true }, { failed: true }]) {
      const { outcome, plan } = await project.repair({ ...options, confirm: true });
      expect([outcome, ...plan.notices.map(({ message }) => message)]).toEqual([
        'nothing-to-do',
        expect.stringMatching(
          /^002_b stopped after 1 of 3 statements; its files are gone: .*`repair --id=002_b --missing`/,
        ),
      ]);
    }
    const forgotten = await project.repair({ id: '002_b', missing: true, confirm: true });
    expect(summaryOf(forgotten).steps).toEqual(['repair 002_b']);
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
  });

  it.each(['applied', 'pending'] as const)('is %s when a person says so', async (as) => {
    const project = await lost('up');
    expect((await project.repair({ id: '002_b', as, confirm: true })).outcome).toBe('succeeded');
    const lostOne = (await statesOf(project)).filter((state) => state.includes('002_b'));
    expect(lostOne).toEqual(as === 'pending' ? [] : [`002_b ${ids.length > 2 ? 'missing' : 'ahead'}`]);
  });

  it('refuses a baseline over it', async () => {
    const project = await lost('up');
    project.migration('004_d', 'CREATE TABLE d ();');
    expect(await refusalsOf(project, { baseline: '004_d' })).toEqual([
      'HALF_DONE 002_b 002_b stopped after 1 of 3 statements, and its files are gone.',
    ]);
  });
});

describe('a half-done script whose files are gone', () => {
  it('offers no rollback when history keeps no down of it', async () => {
    const project = createMemoryProject();
    project.migration('001_a', up);
    project.database.fail({ statement: 'VACUUM', how: 'error' });
    await project.migrate();
    project.remove('migrations/001_a');
    expect((await project.migrate()).refusals.map(({ hint }) => hint)).toEqual([
      'Put them back and migrate: it goes on where it stopped. Or forget it with `repair --id=001_a --missing`: what it made stays.',
    ]);
  });

  it('is told as renamed when its text is that of a folder that is not applied', async () => {
    const project = await halfDone('up');
    project.remove('migrations/002_b');
    project.migration('003_b', up, down);
    const { refusals } = await project.migrate();
    expect(refusals).toMatchObject([
      {
        code: 'HALF_DONE',
        message:
          '002_b stopped after 1 of 3 statements, and its files are gone. 003_b, which is not applied, has the same text.',
        hint: 'Rename 003_b back to 002_b and migrate: it goes on where it stopped.',
      },
    ]);
  });

  it('is refused, told and forgotten the same where it is a repeatable script', async () => {
    const project = createMemoryProject();
    project.write('repeatable/v.sql', up);
    project.database.fail({ statement: 'VACUUM', how: 'error' });
    await project.migrate();
    project.database.mend();
    project.remove('repeatable/v.sql');
    expect(await refusalsOf(project)).toEqual([
      'HALF_DONE repeatable/v.sql repeatable/v.sql stopped after 1 of 3 statements, and its file is gone.',
    ]);
    expect((await project.status({ check: true })).outcome).toBe('failed');
    expect((await project.repair({ confirm: true })).outcome).toBe('nothing-to-do');
    await project.repair({ id: 'repeatable/v.sql', missing: true, confirm: true });
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
  });

  it('concerns a run no more than its file would where it is test data', async () => {
    const project = createMemoryProject();
    project.migration('001_a', 'CREATE TABLE a ();');
    project.write('test-data/d.sql', up);
    project.database.fail({ statement: 'VACUUM', how: 'error' });
    await project.migrate({ includeTestData: true });
    project.database.mend();
    project.remove('test-data/d.sql');
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
    expect((await refusalsOf(project, { includeTestData: true })).join()).toContain('HALF_DONE test-data/d.sql');
  });

  it('is an error of drift, and no database that is ahead', () => {
    const [a, b] = ['001_a', '002_b'].map((id) => migrationOf(id, `SELECT '${id}';`, 'SELECT 0;'));
    const view = repeatableOf('repeatable/view.sql', 'SELECT 1;', 'after');
    const half = { outcome: 'failed', failedDirection: 'up', unitsDone: 1, unitsTotal: 3 } as const;
    const history = historyOf([rowOf(a, 1), rowOf(b, 2, half), rowOf(view, 3, half)]);
    expect(deriveStatuses(setOf([a]), history).map(({ state }) => state)).toEqual(['applied', 'failed', 'failed']);
    expect(checkHistory(setOf([a]), history).map(({ severity, code, ids }) => [severity, code, ...ids])).toEqual([
      ['error', 'HALF_DONE', '002_b'],
      ['error', 'HALF_DONE', 'repeatable/view.sql'],
    ]);
  });
});
