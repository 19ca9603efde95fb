import { describe, expect, it } from '@jest/globals';
import { createMemoryDatabase } from '../../../testing/memory/memory-database';
import { createMemoryProject, type MemoryProject, summaryOf } from '../../../testing/memory/memory-project';
import type { RepairOptions } from './repair.options';

const off = '-- pgrestify: transaction off\n';

/** Three applied migrations, the second of which was edited since. */
async function edited(): Promise<MemoryProject> {
  const project = createMemoryProject();
  project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
  project.migration('002_b', 'CREATE TABLE b ();', 'DROP TABLE b;');
  project.migration('003_c', 'CREATE TABLE c ();');
  await project.migrate();
  project.migration('002_b', 'CREATE TABLE b (id int);', 'DROP TABLE IF EXISTS b;');
  return project;
}

/** A migration outside a transaction that stopped: at its second statement, which failed or, `begun`, has no known end. */
async function halfDone(how: 'failed' | 'begun', statement = 'VACUUM a'): Promise<MemoryProject> {
  const project = createMemoryProject();
  project.migration('001_a', `${off}CREATE TABLE a ();\n${statement};\nCREATE TABLE b ();`, `${off}DROP TABLE b;`);
  project.database.fail({ statement, how: how === 'failed' ? 'error' : 'lost-before-commit' });
  await project.migrate();
  project.database.mend();
  return project;
}

const statesOf = async (project: MemoryProject): Promise<readonly string[]> =>
  (await project.status()).migrations.map(({ id, state }) => `${id} ${state}`);

const messagesOf = async (project: MemoryProject): Promise<readonly string[]> =>
  (await project.status({ logs: true })).events
    .filter(({ action }) => action === 'repair' || action === 'baseline')
    .map(({ message }) => message ?? '');

describe('repair', () => {
  it('has nothing to do, and takes no lock, where history says what is so', async () => {
    const project = createMemoryProject();
    project.database.holdRunLock('somebody');
    expect((await project.repair()).outcome).toBe('nothing-to-do');
    expect((await project.repair({ confirm: true })).outcome).toBe('nothing-to-do');
  });

  it('shows what it would do, and does it only when that is confirmed', async () => {
    const project = await edited();
    const before = project.database.contents();
    const refused = await project.repair();
    expect(summaryOf(refused)).toEqual({ outcome: 'refused', steps: [], refusals: ['CONFIRMATION_REQUIRED'] });
    expect(project.events.filter(({ type }) => type === 'step-planned')).toMatchObject([
      { action: 'repair', id: '002_b', change: expect.stringMatching(/^accept the edited .*002_b\/up\.sql \(history/) },
    ]);
    const { plan, outcome } = await project.repair({ dryRun: true });
    expect([outcome, plan.steps.length]).toEqual(['planned', 1]);
    expect((await project.repair({ confirm: 'pffff' })).outcome).toBe('refused');
    expect(project.database.contents()).toEqual(before);
    const hash = /plan (p[0-9a-f]+)/.exec(refused.refusals[0]?.message ?? '')?.[1];
    expect(summaryOf(await project.repair({ confirm: hash })).steps).toEqual(['repair 002_b']);
  });

  describe('--checksums', () => {
    it('accepts what was edited: migrate goes on, and nothing of it runs', async () => {
      const project = await edited();
      project.migration('004_d', 'CREATE TABLE d ();');
      const refused = await project.migrate();
      expect(refused.refusals.map(({ hint }) => hint).join()).toContain('repair --checksums --id=002_b');
      await project.repair({ checksums: true, confirm: true });
      expect(await statesOf(project)).toEqual(['001_a applied', '002_b applied', '003_c applied', '004_d pending']);
      await project.migrate();
      expect(project.database.contents().executed).toHaveLength(4);
      const [message] = await messagesOf(project);
      expect(message).toMatch(
        /^accept the edited .*\nwas \{.*"checksum".*\nis \{.*\nup\.sql as it was recorded:\nCREATE TABLE b \(\);/,
      );
    });

    it('keeps the new down for a rollback, and the order of application', async () => {
      const project = await edited();
      await project.repair({ checksums: true, confirm: true });
      project.remove('migrations/002_b');
      await project.rollback({ steps: 2, allowIrreversible: true });
      expect(project.database.contents().executed.at(-1)).toBe('DROP TABLE IF EXISTS b');
      expect(await statesOf(project)).toEqual(['001_a applied', '003_c applied']);
    });

    it('repairs one of several by its id or version, and leaves the others', async () => {
      const project = await edited();
      project.migration('001_a', 'CREATE TABLE a (id int);');
      expect(summaryOf(await project.repair({ id: 1, confirm: true })).steps).toEqual(['repair 001_a']);
      expect(await statesOf(project)).toEqual(['001_a applied', '002_b changed', '003_c applied']);
      expect(summaryOf(await project.repair({ id: '002_b', confirm: true })).steps).toEqual(['repair 002_b']);
    });

    it('leaves alone what --no-checksums excludes', async () => {
      const project = await edited();
      project.remove('migrations/001_a');
      expect(summaryOf(await project.repair({ checksums: false, confirm: true })).steps).toEqual(['repair 001_a']);
      expect(await statesOf(project)).toEqual(['002_b changed', '003_c applied']);
      expect((await project.repair({ checksums: false, confirm: true })).outcome).toBe('nothing-to-do');
    });

    it('refuses an edited file that cannot be read', async () => {
      const project = await edited();
      project.write('migrations/002_b/up.sql', 'SELECT \u0000;');
      expect(summaryOf(await project.repair({ checksums: true, confirm: true })).refusals).toEqual([
        'FILE_ENCODING 002_b',
      ]);
    });
  });

  describe('--missing', () => {
    it('forgets what is gone between files that exist, and undoes nothing', async () => {
      const project = await edited();
      project.remove('migrations/001_a');
      const { refusals } = await project.migrate();
      expect(refusals.map(({ hint }) => hint).join()).toContain('repair --missing');
      expect(summaryOf(await project.repair({ missing: true, confirm: true })).steps).toEqual(['repair 001_a']);
      expect(await statesOf(project)).toEqual(['002_b changed', '003_c applied']);
      expect(project.database.contents().executed).toHaveLength(3);
      expect((await messagesOf(project)).join()).toContain('DROP TABLE a;');
    });

    it('leaves what is newer than every file, unless that is named', async () => {
      const project = await edited();
      project.remove('migrations/003_c');
      expect(summaryOf(await project.repair({ missing: true, confirm: true })).outcome).toBe('nothing-to-do');
      const { steps } = summaryOf(await project.repair({ missing: true, id: '003_c', confirm: true }));
      expect(steps).toEqual(['repair 003_c']);
    });

    it('forgets a repeatable script that is gone', async () => {
      const project = createMemoryProject();
      project.write('repeatable/v.sql', 'SELECT 1;');
      await project.migrate();
      project.remove('repeatable/v.sql');
      expect(summaryOf(await project.repair({ confirm: true })).steps).toEqual(['repair repeatable/v.sql']);
      expect(await statesOf(project)).toEqual([]);
    });
  });

  describe('of a half-done script', () => {
    it('leaves one that goes on by itself, and says so', async () => {
      const project = await halfDone('failed');
      const { outcome, plan } = await project.repair({ failed: true, confirm: true });
      expect(outcome).toBe('nothing-to-do');
      expect(plan.notices.map(({ message }) => message).join()).toMatch(
        /^001_a stopped after 1 of 3 statements; migrate goes on there; .*--as=applied or --as=pending/,
      );
    });

    it('takes what was begun for done or not, as the catalog says', async () => {
      for (const how of ['lost-before-commit', 'lost-after-commit'] as const) {
        const project = createMemoryProject();
        const build = 'CREATE INDEX CONCURRENTLY i ON a (id)';
        project.migration('001_a', `CREATE TABLE a (id int);\n${build};\nSELECT 1;`);
        project.database.fail({ statement: build, how });
        await project.migrate();
        project.database.mend();
        if (how === 'lost-after-commit') {
          const { state } = project.database.internals;
          project.database.internals.state = { ...state, executed: [...state.executed, build] };
        }
        expect(summaryOf(await project.repair({ failed: true, confirm: true })).steps).toEqual(['repair 001_a']);
        const [row] = (await project.status()).migrations.map((status) => status.row);
        expect([row?.unitsDone, row?.unitStarted]).toEqual([how === 'lost-after-commit' ? 2 : 1, undefined]);
      }
    });

    it('asks a person where nothing tells, and takes the answer', async () => {
      const statement = 'CREATE DATABASE other';
      const project = await halfDone('begun', statement);
      const { outcome, plan } = await project.repair({ confirm: true });
      expect(outcome).toBe('nothing-to-do');
      expect(plan.notices.map(({ message }) => message).join()).toContain('--id=001_a with --as=done or --as=not-done');
      const stopped = await project.migrate();
      expect(stopped.steps.map(({ error }) => error?.code)).toEqual(['STATEMENT_UNKNOWN']);
      await project.repair({ id: '001_a', as: 'done', confirm: true });
      expect((await project.migrate()).outcome).toBe('succeeded');
      expect(project.database.contents().executed).toEqual(['CREATE TABLE a ()', 'CREATE TABLE b ()']);
    });

    it('runs again what did not happen', async () => {
      const statement = 'CREATE DATABASE other';
      const project = await halfDone('begun', statement);
      await project.repair({ id: '001_a', as: 'not-done', confirm: true });
      expect((await project.migrate()).outcome).toBe('succeeded');
      expect(project.database.contents().executed).toEqual(['CREATE TABLE a ()', statement, 'CREATE TABLE b ()']);
    });

    it('is applied when the last statement is taken for done, and undone when that was the last of its down', async () => {
      const project = createMemoryProject();
      project.migration('001_a', 'CREATE DATABASE other;', 'DROP DATABASE other;');
      project.database.fail({ statement: 'DATABASE', how: 'lost-before-commit' });
      await project.migrate();
      await project.repair({ id: '001_a', as: 'done', confirm: true });
      expect(await statesOf(project)).toEqual(['001_a applied']);
      await project.rollback();
      expect(await statesOf(project)).toEqual(['001_a failed']);
      await project.repair({ id: '001_a', as: 'done', confirm: true });
      expect(await statesOf(project)).toEqual(['001_a pending']);
    });

    it('is applied or pending as a person says', async () => {
      for (const as of ['applied', 'pending'] as const) {
        const project = await halfDone('failed');
        await project.repair({ id: '001_a', as, confirm: true });
        expect(await statesOf(project)).toEqual([`001_a ${as}`]);
        expect((await messagesOf(project)).join()).toMatch(/though its script stopped after 1 of 3 statements\nwas/);
      }
    });

    it('goes on with an edit of what had run, when that is accepted by name', async () => {
      const project = await halfDone('failed');
      project.migration('001_a', `${off}CREATE TABLE a (id int);\nVACUUM a;`);
      const { refusals } = await project.migrate();
      expect(refusals.map(({ code, hint }) => `${code} ${hint}`).join()).toMatch(/^HALF_DONE .*repair --id=001_a/);
      expect((await project.repair({ confirm: true })).outcome).toBe('nothing-to-do');
      await project.repair({ id: '001_a', checksums: true, confirm: true });
      expect((await project.migrate()).outcome).toBe('succeeded');
      expect(project.database.contents().executed).toEqual(['CREATE TABLE a ()', 'VACUUM a']);
    });

    it('refuses an edit that has fewer statements than were begun', async () => {
      const project = await halfDone('failed');
      project.migration('001_a', 'CREATE TABLE a (id int);');
      const { refusals } = summaryOf(await project.repair({ id: '001_a', checksums: true, confirm: true }));
      expect(refusals).toEqual(['HALF_DONE 001_a']);
    });
  });

  describe('--as', () => {
    it('records one migration as applied that a person ran, or as pending that a person undid', async () => {
      const project = await edited();
      project.migration('004_d', 'CREATE TABLE d ();', 'DROP TABLE d;');
      expect(summaryOf(await project.repair({ id: 4, as: 'applied', confirm: true })).steps).toEqual([
        'baseline 004_d',
      ]);
      expect(summaryOf(await project.repair({ id: 1, as: 'pending', confirm: true })).steps).toEqual(['repair 001_a']);
      expect(await statesOf(project)).toEqual([
        '001_a out-of-order',
        '002_b changed',
        '003_c applied',
        '004_d applied',
      ]);
    });

    it.each<[RepairOptions, string]>([
      [{ as: 'done', id: '001_a' }, 'OPTION_INVALID 001_a'],
      [{ as: 'pending', id: '009_z' }, 'TARGET_UNKNOWN'],
      [{ id: 'nonsense' }, 'TARGET_UNKNOWN'],
    ])('refuses %j', async (options, refusal) => {
      const project = await edited();
      expect(summaryOf(await project.repair({ ...options, confirm: true })).refusals).toEqual([refusal]);
    });

    it('asks which migration --as is about', async () => {
      const run = (await edited()).repair({ as: 'applied', confirm: true });
      await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID', message: '--as is for --id.' });
    });

    it('refuses an answer that the catalog contradicts', async () => {
      const project = createMemoryProject();
      const build = 'CREATE INDEX CONCURRENTLY i ON a (id)';
      project.migration('001_a', `CREATE TABLE a (id int);\n${build};`);
      project.database.fail({ statement: build, how: 'lost-before-commit' });
      await project.migrate();
      const { refusals } = await project.repair({ id: '001_a', as: 'done', confirm: true });
      expect(refusals.map(({ message }) => message)).toEqual([
        '--as=done is not so: the catalog says that statement 2 of 001_a is not-done.',
      ]);
    });

    it('has nothing to do when it is so already', async () => {
      const project = await edited();
      expect((await project.repair({ id: '003_c', as: 'applied', confirm: true })).outcome).toBe('nothing-to-do');
      await project.repair({ id: '003_c', as: 'pending', confirm: true });
      expect((await project.repair({ id: '003_c', as: 'pending', confirm: true })).outcome).toBe('nothing-to-do');
    });
  });

  describe('--stamp', () => {
    it('is the only repair of a database that another environment has stamped, and the way out', async () => {
      const dump = await edited();
      const project = createMemoryProject({ database: dump.database, environment: 'production' });
      const before = dump.database.contents();
      for (const options of [{}, { checksums: true }, { missing: true }, { id: '002_b', as: 'pending' as const }]) {
        const { refusals } = await project.repair({ ...options, confirm: true });
        expect(refusals.map(({ code }) => code)).toEqual(['STAMP_MISMATCH']);
        expect(refusals[0]?.hint).toContain('repair --stamp');
      }
      expect((await project.repair({ stamp: true })).outcome).toBe('refused');
      expect(dump.database.contents()).toEqual(before);
      await project.repair({ stamp: true, confirm: true });
      expect(dump.database.contents().stamps).toMatchObject([{ project: 'api', environment: 'production' }]);
      expect((await dump.repair({ missing: true, confirm: true })).outcome).toBe('refused');
      expect((await project.repair({ stamp: true, confirm: true })).outcome).toBe('nothing-to-do');
      expect((await messagesOf(project)).join()).toContain('stamp the database, which is stamped as "staging"');
    });

    it('stamps a database of tables that nobody stamped, so that it can be reset', async () => {
      const database = createMemoryDatabase({ hasUserTables: true });
      const project = createMemoryProject({ database, development: true });
      const { refusals } = await project.migrate({ reset: true });
      expect(refusals.map(({ code, hint }) => `${code} ${hint}`).join()).toMatch(/^STAMP_MISSING .*repair --stamp/);
      expect((await project.repair({ confirm: true })).outcome).toBe('nothing-to-do');
      await project.repair({ stamp: true, confirm: true });
      expect((await project.migrate({ reset: true, confirm: true })).outcome).not.toBe('refused');
    });
  });

  it.each<[RepairOptions]>([
    [{ stamp: true, checksums: true }],
    [{ stamp: true, missing: true }],
    [{ stamp: true, failed: true }],
    [{ stamp: true, id: '1' }],
    [{ as: 'applied', id: '1', missing: true }],
    [{ as: 'applied', id: '1', checksums: true }],
    [{ as: 'applied', id: '1', failed: true }],
  ])('contradicts itself with %j', async (options) => {
    await expect((await edited()).repair(options)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  it('repairs all that is not in doubt in one run, all or nothing', async () => {
    const project = await edited();
    project.remove('migrations/001_a');
    project.database.loseRunLock();
    const { steps } = summaryOf(await project.repair({ confirm: true }));
    expect(steps).toEqual(['repair 001_a', 'repair 002_b']);
    expect(await statesOf(project)).toEqual(['002_b applied', '003_c applied']);
  });
});
