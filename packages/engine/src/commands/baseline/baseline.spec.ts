import { describe, expect, it } from '@jest/globals';
import { createMemoryDatabase } from '../../../testing/memory/memory-database';
import {
  createMemoryProject,
  type MemoryProject,
  type MemoryProjectOptions,
  summaryOf,
} from '../../../testing/memory/memory-project';

/** A project over a database that somebody else made. */
function adopting(options: MemoryProjectOptions = {}): MemoryProject {
  const database = createMemoryDatabase({ hasUserTables: true });
  const project = createMemoryProject({ environment: 'production', development: false, database, ...options });
  project.migration('001_users', 'CREATE TABLE users ();', 'DROP TABLE users;');
  project.migration('002_posts', 'CREATE TABLE posts ();');
  project.migration('003_tags', 'CREATE TABLE tags ();');
  return project;
}

const statesOf = async (project: MemoryProject): Promise<readonly string[]> =>
  (await project.status()).migrations.map(
    ({ id, state, row }) => `${id} ${state}${row?.baselined ? ' baselined' : ''}`,
  );

describe('migrate --baseline', () => {
  it('records what is there without running it, and leaves the rest pending', async () => {
    const project = adopting();
    project.write('functions/f.sql', 'SELECT 1;');
    expect(summaryOf(await project.migrate({ baseline: '2' }))).toEqual({
      outcome: 'succeeded',
      steps: ['baseline 001_users', 'baseline 002_posts'],
      refusals: [],
    });
    expect(project.database.contents().executed).toEqual([]);
    expect(await statesOf(project)).toEqual([
      'functions/f.sql pending',
      '001_users applied baselined',
      '002_posts applied baselined',
      '003_tags pending',
    ]);
    expect(project.database.contents().stamps).toMatchObject([{ environment: 'production' }]);
    await project.migrate();
    expect(project.database.contents().executed).toEqual(['SELECT 1', 'CREATE TABLE tags ()']);
  });

  it('shows what it would record, and says what stays pending', async () => {
    const project = adopting();
    const { outcome, plan } = await project.migrate({ baseline: '002_posts', dryRun: true });
    expect(outcome).toBe('planned');
    expect(plan.notices.map(({ message }) => message)).toEqual(['Not recorded, so pending after it: 003_tags.']);
    expect(project.events.filter(({ type }) => type === 'step-planned')).toMatchObject([
      { action: 'baseline', change: 'record 001_users as applied without running it' },
      { action: 'baseline', change: 'record 002_posts as applied without running it' },
    ]);
    expect(project.database.contents()).toEqual(createMemoryDatabase({ hasUserTables: true }).contents());
  });

  it('can be rolled back with the down that was stored', async () => {
    const project = adopting();
    await project.migrate({ baseline: '1' });
    project.remove('migrations/001_users');
    expect((await project.rollback()).outcome).toBe('succeeded');
    expect(project.database.contents().executed).toEqual(['DROP TABLE users']);
  });

  it('does nothing, without a lock, when all of it is in history', async () => {
    const project = adopting();
    await project.migrate({ baseline: '2' });
    project.database.holdRunLock('somebody');
    expect((await project.migrate({ baseline: '2' })).outcome).toBe('nothing-to-do');
  });

  it.each([
    ['4', 'TARGET_UNKNOWN'],
    ['0', 'TARGET_UNKNOWN 001_users 002_posts 003_tags'],
    ['nonsense', 'TARGET_UNKNOWN'],
    ['', 'TARGET_UNKNOWN'],
    ['20240115', 'TARGET_KIND_MISMATCH 001_users'],
  ])('refuses a target that names no migration: %j', async (baseline, refusal) => {
    const project = adopting();
    const { outcome, refusals } = summaryOf(await project.migrate({ baseline }));
    expect([outcome, ...refusals]).toEqual(['refused', refusal]);
  });

  it('takes a day for all of its migrations, and refuses a day without any', async () => {
    const project = createMemoryProject({ database: createMemoryDatabase({ hasUserTables: true }) });
    for (const id of ['2024-01-15-090000-a', '2024-01-15-100000-b', '2024-01-17-c']) project.migration(id, 'SELECT 1;');
    expect(summaryOf(await project.migrate({ baseline: '20240116' })).refusals).toEqual(['TARGET_UNKNOWN']);
    expect(summaryOf(await project.migrate({ baseline: 20240115 })).steps).toHaveLength(2);
  });

  it('refuses a database without tables, unless that is confirmed', async () => {
    const project = adopting({ database: createMemoryDatabase() });
    expect(summaryOf(await project.migrate({ baseline: '1' })).refusals).toEqual(['BASELINE_EMPTY']);
    expect((await project.migrate({ baseline: '1', confirm: true })).outcome).toBe('succeeded');
  });

  it('asks for confirmation where the environment does, and over a history that is there', async () => {
    const careful = adopting({ migrations: { requireConfirmation: true } });
    expect(summaryOf(await careful.migrate({ baseline: '1' })).refusals).toEqual(['CONFIRMATION_REQUIRED']);
    const project = adopting();
    await project.migrate({ baseline: '1' });
    const refused = await project.migrate({ baseline: '3' });
    expect(summaryOf(refused).refusals).toEqual(['CONFIRMATION_REQUIRED']);
    const hash = /plan (p[0-9a-f]+)/.exec(refused.refusals[0]?.message ?? '')?.[1];
    expect(summaryOf(await project.migrate({ baseline: '2', confirm: hash })).refusals).toEqual([
      'CONFIRMATION_REQUIRED',
    ]);
    expect(summaryOf(await project.migrate({ baseline: '3', confirm: hash })).steps).toEqual([
      'baseline 002_posts',
      'baseline 003_tags',
    ]);
  });

  it('fills in what was passed over below newer ones, and changes nothing that is recorded', async () => {
    const project = adopting();
    project.remove('migrations/002_posts');
    await project.migrate();
    project.migration('002_posts', 'CREATE TABLE posts ();');
    const { steps } = summaryOf(await project.migrate({ baseline: '2', confirm: true }));
    expect(steps).toEqual(['baseline 002_posts']);
    expect(await statesOf(project)).toEqual(['001_users applied', '002_posts applied baselined', '003_tags applied']);
  });

  it.each([[{}], [{ confirm: true }]])(
    'refuses a database that another environment has stamped, with %j',
    async (options) => {
      const database = createMemoryDatabase({ hasUserTables: true });
      const stamp = { project: 'api', environment: 'staging', stampedAt: new Date(0) };
      database.internals.state = { ...database.contents(), historyExists: true, stamps: [stamp] };
      const project = adopting({ database });
      const { refusals } = summaryOf(await project.migrate({ baseline: '1', ...options }));
      expect(refusals).toEqual(['STAMP_MISMATCH']);
      expect(database.contents().rows).toEqual([]);
    },
  );

  it('adopts beside another project that has its history in the same database', async () => {
    const project = adopting();
    await project.migrate({ baseline: '1' });
    const other = adopting({ database: project.database, project: 'web' });
    expect((await other.migrate({ baseline: '1' })).outcome).toBe('succeeded');
  });

  it('refuses over what was edited, is gone or stopped half way, and names the way out', async () => {
    const project = adopting();
    await project.migrate();
    project.migration('002_posts', 'CREATE TABLE edited ();');
    project.remove('migrations/001_users');
    project.migration('003_new', 'SELECT 1;');
    const { refusals } = await project.migrate({ baseline: '003_new', confirm: true });
    expect(refusals.map(({ code }) => code)).toEqual(['CHANGED', 'MISSING']);
    expect(refusals.map(({ hint }) => hint).join()).toMatch(/repair --checksums --id=002_posts.*repair --missing/);
  });

  it('records what this engine could not run', async () => {
    const project = adopting();
    project.migration('002_posts', '\\connect other\nCREATE TABLE posts ();');
    expect((await project.migrate({ baseline: '2' })).outcome).toBe('succeeded');
  });

  it('refuses a migration whose files are broken', async () => {
    const project = adopting();
    project.remove('migrations/002_posts');
    project.write('migrations/002_posts/down.sql', 'SELECT 1;');
    const { outcome, refusals } = summaryOf(await project.migrate({ baseline: '3' }));
    expect([outcome, ...refusals]).toEqual(['refused', 'UP_MISSING 002_posts']);
  });

  it.each([
    [{ to: '1' }],
    [{ all: true }],
    [{ file: 'x.sql' }],
    [{ reset: true }],
    [{ redo: true }],
    [{ rollbackTo: '1' }],
    [{ force: true }],
    [{ outOfOrder: true }],
    [{ includeTestData: true }],
    [{ apartFrom: 'web' }],
    [{ acceptExisting: true }],
  ])('contradicts %j', async (options) => {
    await expect(adopting().migrate({ baseline: '1', ...options })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('--baseline'),
    });
  });

  it('records nothing once it is interrupted', async () => {
    const project = adopting();
    const abort = new AbortController();
    abort.abort();
    expect((await project.migrate({ baseline: '2' }, abort.signal)).outcome).toBe('cancelled');
    expect(project.database.contents().rows).toEqual([]);
  });
});
