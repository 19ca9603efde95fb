import { createMemoryBackups } from '../../testing/memory/memory-backups';
import { createMemoryDatabase } from '../../testing/memory/memory-database';
import { createMemoryProject, type MemoryProject, summaryOf } from '../../testing/memory/memory-project';
import { EngineError } from '../errors';
import { describeEvent } from '../reporters/text';

type Options = NonNullable<Parameters<typeof createMemoryProject>[0]>;

/** A project with one migration, and what was applied at the moment of each backup. */
function projectOf(options: Options = {}) {
  const database = createMemoryDatabase();
  const appliedThen: (readonly string[])[] = [];
  const backups = createMemoryBackups(() => appliedThen.push(database.contents().rows.map(({ id }) => id)));
  const project = createMemoryProject({ database, backups, ...options });
  project.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
  return { project, backups, appliedThen };
}

const always = { migrations: { backupBeforeMigration: true } } as const;
const failure = new EngineError('BACKUP_FAILED', 'The backup failed, so nothing was run.', { hint: 'Make room.' });
const missing = new EngineError('BACKUP_PROGRAM_MISSING', 'No pg_dump.', { hint: 'Install it.' });

describe('--backup', () => {
  it.each<[string, (project: MemoryProject) => Promise<unknown>, readonly string[]]>([
    ['migrate', (project) => project.migrate({ backup: true }), ['001_a']],
    ['migrate --file', (project) => project.migrate({ file: 'sql/migrations/002_b/up.sql', backup: true }), ['001_a']],
    ['migrate --reset', (project) => project.migrate({ reset: true, confirm: true, backup: true }), ['001_a']],
    ['migrate --rollback-to', (project) => project.migrate({ rollbackTo: 0, backup: true }), ['001_a']],
    ['rollback', (project) => project.rollback({ backup: true }), ['001_a']],
  ])('of %s is taken once, before the first step', async (_what, command, applied) => {
    const { project, backups, appliedThen } = projectOf({ development: true });
    await project.migrate();
    project.migration('002_b', 'CREATE TABLE b ();', 'DROP TABLE b;');
    await command(project);
    expect(appliedThen).toEqual([applied]);
    const end = project.events.at(-1);
    expect(end).toMatchObject({ type: 'run-finished', backup: { path: `/backups/${backups.taken[0]}.dump` } });
    const order = project.events.map(({ type }) => type);
    expect(order.indexOf('lock-acquired')).toBeLessThan(order.indexOf('backup-started'));
    expect(order.indexOf('backup-finished')).toBeLessThan(order.indexOf('step-started'));
  });

  it('is taken without the option where the config asks for it, and left out with --no-backup', async () => {
    const { project, backups } = projectOf(always);
    expect((await project.migrate()).backup).toMatchObject({ sizeBytes: 1_234 });
    expect((await project.rollback({ backup: false })).backup).toBeUndefined();
    expect(backups.taken).toHaveLength(1);
  });

  it('is not taken when there is nothing to do', async () => {
    const { project, backups } = projectOf(always);
    await project.migrate();
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
    expect(backups.taken).toHaveLength(1);
  });

  it.each<[string, Options, (project: MemoryProject) => void, string]>([
    [
      'not confirmed',
      { migrations: { ...always.migrations, requireConfirmation: true } },
      () => {},
      'CONFIRMATION_REQUIRED',
    ],
    ['refused', always, (project) => project.migration('001_a', 'CREATE TABLE other ();'), 'CHANGED 001_a'],
  ])('is not taken when the run is %s', async (_what, options, change, refusal) => {
    const { project, backups } = projectOf(options);
    await project.migrate({ confirm: true });
    const before = backups.taken.length;
    change(project);
    project.migration('002_b', 'CREATE TABLE b ();');
    expect(summaryOf(await project.migrate())).toMatchObject({ outcome: 'refused', refusals: [refusal] });
    expect(backups.taken).toHaveLength(before);
  });

  it.each([false, true])('that fails refuses the run, and nothing is run or written (reset: %s)', async (reset) => {
    const { project, backups } = projectOf({ ...always, development: true });
    await project.migrate();
    project.migration('002_b', 'CREATE TABLE b ();');
    const before = project.database.contents();
    backups.fail('take', failure);
    const result = await project.migrate({ reset, confirm: true });
    expect(summaryOf(result)).toEqual({ outcome: 'refused', steps: [], refusals: ['BACKUP_FAILED'] });
    expect(result.refusals).toMatchObject([{ hint: 'Make room.', waivedBy: '--no-backup' }]);
    expect(project.database.contents()).toEqual(before);
  });

  it('that fails leaves an empty database empty', async () => {
    const { project, backups } = projectOf(always);
    backups.fail('take', failure);
    expect((await project.migrate()).outcome).toBe('refused');
    expect(project.database.contents()).toMatchObject({ historyExists: false, rows: [] });
  });

  it('that is interrupted ends the run as cancelled, with everything still pending', async () => {
    const { project, backups } = projectOf(always);
    backups.fail('take', new EngineError('CANCELLED', 'The backup was interrupted; nothing was run.'));
    expect((await project.migrate()).outcome).toBe('cancelled');
    expect(project.events.at(-1)).toMatchObject({ type: 'run-finished', counts: { pending: 1 } });
  });

  it('throws what is no reason of a backup', async () => {
    const { project, backups } = projectOf(always);
    backups.fail('take', new EngineError('CONNECTION_LOST', 'gone'));
    await expect(project.migrate()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

describe('--dry-run --backup', () => {
  it('says where it would go and who would write it, and takes none', async () => {
    const { project, backups } = projectOf();
    expect((await project.migrate({ dryRun: true, backup: true })).outcome).toBe('planned');
    expect(backups.taken).toEqual([]);
    const planned = project.events.find(({ type }) => type === 'backup-planned');
    expect(planned && describeEvent(planned)).toBe('  backup       would be written to /backups by memory 1');
  });

  it('says that the program is missing, which refuses a real run before its lock', async () => {
    const { project, backups } = projectOf(always);
    backups.fail('plan', missing);
    expect(summaryOf(await project.migrate({ dryRun: true })).refusals).toEqual(['BACKUP_PROGRAM_MISSING']);
    expect(summaryOf(await project.migrate()).refusals).toEqual(['BACKUP_PROGRAM_MISSING']);
    expect(project.events.some(({ type }) => type === 'lock-acquired')).toBe(false);
  });
});

it('a run that fails after its backup ends with the command that restores it', async () => {
  const { project, backups } = projectOf(always);
  project.database.fail({ statement: 'TABLE a', how: 'error' });
  expect((await project.migrate()).outcome).toBe('failed');
  const end = project.events.at(-1);
  expect(end && describeEvent(end)).toMatch(/^Failed: .*\nrestore with: restore /);
  expect(end && describeEvent(end)).toContain(`/backups/${backups.taken[0]}.dump`);
});
