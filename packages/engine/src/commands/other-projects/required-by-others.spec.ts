import { createMemoryDatabase, type MemoryDatabase } from '../../../testing/memory/memory-database';
import { createMemoryProject, type MemoryProject, summaryOf } from '../../../testing/memory/memory-project';
import { EngineError } from '../../errors';
import type { Dependents } from '../../plan/requirements/dependents';
import { describeStatus, statusJson } from '../../reporters/status-text';

let database: MemoryDatabase;
let auth: MemoryProject;
let api: MemoryProject;

beforeEach(async () => {
  database = createMemoryDatabase();
  auth = createMemoryProject({ database, project: 'auth-db', development: true });
  api = createMemoryProject({ database, project: 'api', development: true });
  auth.migration('20240109_roles', 'CREATE TABLE roles ();', 'DROP TABLE roles;');
  auth.migration('20240110_users', 'CREATE TABLE users ();', 'DROP TABLE users;');
  api.migration('20240111_sessions', '-- pgrestify: requires auth-db:20240110\nCREATE TABLE s ();', 'DROP TABLE s;');
  await auth.migrate();
  await api.migrate();
});

/** Only the text that history keeps tells: the files of the other project are not here. */
const usersDown = 'apps/auth-db/sql/migrations/20240110_users/down.sql';

describe('a migration that an applied one of another project requires', () => {
  it.each<[string, () => ReturnType<MemoryProject['migrate']>]>([
    ['rollback', () => auth.rollback()],
    ['rollback --to', () => auth.rollback({ to: '0' })],
    ['rollback --last-run', () => auth.rollback({ lastRun: true })],
    ['rollback --file', () => auth.rollback({ file: usersDown })],
    ['migrate --file of its down.sql', () => auth.migrate({ file: usersDown })],
    ['migrate --rollback-to', () => auth.migrate({ rollbackTo: '20240109' })],
    ['repair --as=pending', () => auth.repair({ id: '20240110', as: 'pending', confirm: true })],
  ])('is not undone or forgotten by %s, and who requires it is named', async (_what, run) => {
    const before = database.contents();
    expect(await run()).toMatchObject({
      outcome: 'refused',
      refusals: [
        {
          code: 'STILL_REQUIRED',
          ids: ['20240110_users'],
          message: '20240110_users is required by what is applied: api:20240111_sessions (environment "staging").',
          hint: expect.stringContaining('Roll back api:20240111_sessions first'),
          waivedBy: '--allow-required',
        },
      ],
    });
    expect(database.contents()).toBe(before);
  });

  it.each<[string, () => ReturnType<MemoryProject['migrate']>]>([
    ['migrate --redo', () => auth.migrate({ redo: true })],
    ['migrate --reset', () => auth.migrate({ reset: true, confirm: true })],
    ['rollback --missing', () => auth.rollback({ missing: true })],
    ['repair --missing', () => auth.repair({ missing: true, confirm: true })],
  ])('is not undone by %s', async (what, run) => {
    if (what.includes('redo')) auth.migration('20240110_users', 'CREATE TABLE people ();', 'DROP TABLE people;');
    else if (what.includes('missing')) {
      auth.remove('migrations/20240110_users');
      auth.migration('20240112_more', 'SELECT 1;');
    }
    const { refusals } = await run();
    expect(refusals.map(({ code }) => code)).toContain('STILL_REQUIRED');
    expect(refusals.find(({ code }) => code === 'STILL_REQUIRED')?.message).toContain('api:20240111_sessions');
  });

  it('is undone with --allow-required, and warned of', async () => {
    expect(summaryOf(await auth.rollback({ allowRequired: true })).steps).toEqual(['down 20240110_users']);
    expect(auth.events).toContainEqual(
      expect.objectContaining({
        type: 'notice-raised',
        severity: 'warning',
        message: expect.stringContaining('although it is required by what is applied: api:20240111_sessions'),
      }),
    );
  });

  it('is undone once what requires it is, and so is any that nothing requires', async () => {
    await api.rollback();
    expect((await auth.rollback({ to: '0' })).outcome).toBe('succeeded');
  });

  it('is undone when another applied one meets the requirement as well', async () => {
    for (const hour of ['08', '09']) auth.migration(`20240113${hour}0000-x`, 'SELECT 1;', 'SELECT 2;');
    await auth.migrate();
    api.migration('20240120_days', '-- pgrestify: requires auth-db:2024-01-13\nSELECT 1;', 'SELECT 2;');
    expect((await api.migrate()).outcome).toBe('succeeded');
    expect((await auth.rollback()).outcome).toBe('succeeded');
    expect((await auth.rollback()).refusals).toMatchObject([{ code: 'STILL_REQUIRED', ids: ['20240113080000-x'] }]);
  });

  it('is dropped by a reset that names the other project, too', async () => {
    expect((await auth.migrate({ reset: true, confirm: true, alsoReset: 'api' })).outcome).toBe('succeeded');
  });

  it('is not undone by its own project out of turn', async () => {
    const project = createMemoryProject({ project: 'shop' });
    project.migration('001_a', 'SELECT 1;', 'SELECT 2;');
    project.migration('002_b', '-- pgrestify: requires shop:001_a\nSELECT 3;', 'SELECT 4;');
    await project.migrate();
    const { refusals } = await project.rollback({ file: 'apps/shop/sql/migrations/001_a/down.sql' });
    expect(refusals).toMatchObject([{ code: 'STILL_REQUIRED', message: expect.stringContaining('shop:002_b') }]);
    expect((await project.rollback({ to: '0' })).outcome).toBe('succeeded');
  });
});

describe('a migration that is required in another database', () => {
  const required: Dependents = {
    known: [
      {
        project: 'web',
        environment: 'production',
        id: '20240112_pages',
        requires: [{ project: 'auth-db', version: '20240109' }],
        database: 'other',
      },
    ],
    unknown: [],
  };
  const withElsewhere = (elsewhere: Dependents) => {
    const project = createMemoryProject({
      project: 'auth-db',
      development: true,
      dependentsElsewhere: async () => elsewhere,
    });
    project.migration('20240109_roles', 'CREATE TABLE roles ();', 'DROP TABLE roles;');
    return project;
  };

  it('is not undone, but by a run that applies it again', async () => {
    const project = withElsewhere(required);
    await project.migrate();
    const { refusals } = await project.rollback();
    expect(refusals).toMatchObject([
      { code: 'STILL_REQUIRED', message: expect.stringContaining('web:20240112_pages (environment "production")') },
    ]);
    expect((await project.migrate({ reset: true, confirm: true })).outcome).toBe('succeeded');
  });

  it('is not undone while that database cannot be asked, unless that is allowed', async () => {
    const project = withElsewhere({ known: [], unknown: [{ project: 'web', why: 'CONNECTION_FAILED: no.' }] });
    await project.migrate();
    expect((await project.rollback()).refusals).toMatchObject([
      { code: 'STILL_REQUIRED', message: expect.stringContaining('CONNECTION_FAILED') },
    ]);
    expect((await project.rollback({ allowRequired: true })).outcome).toBe('succeeded');
  });
});

describe('an applied migration whose requirement was undone all the same', () => {
  const warning = 'warning: 20240111_sessions is applied and requires auth-db:20240110, which is applied no more';
  const noticesOf = ({ events }: MemoryProject) =>
    events.flatMap((event) => (event.type === 'notice-raised' ? [`${event.severity}: ${event.message}`] : []));

  beforeEach(() => auth.rollback({ allowRequired: true }));

  it('is told by status: in text, in JSON, and by --check with a line that says why', async () => {
    const status = await api.status({ check: true });
    expect(status.outcome).toBe('failed');
    const text = describeStatus(status, 'table');
    expect(text).toContain(`  ${warning}`);
    expect(text).toContain('Not settled, so --check fails: 1 requirement is applied no more.');
    expect(JSON.parse(statusJson(status))).toMatchObject({
      requirementsGone: [{ id: '20240111_sessions', project: 'auth-db', version: '20240110' }],
      unsettled: [{ severity: 'wrong', reason: '1 requirement is applied no more' }],
    });
  });

  it('is warned of by the next migrate, until the other project is migrated again', async () => {
    await api.migrate();
    expect(noticesOf(api)).toEqual([expect.stringContaining(warning)]);
    await auth.migrate();
    await api.migrate();
    expect(noticesOf(api)).toEqual([]);
    expect((await api.status({ check: true })).outcome).toBe('succeeded');
  });

  it('is met by another database, and told as unknown where that cannot be asked', async () => {
    const elsewhere = (isAppliedElsewhere: () => Promise<boolean>) =>
      createMemoryProject({ database, project: 'api', development: true, isAppliedElsewhere });
    const files = (project: MemoryProject) => {
      project.migration('20240111_sessions', '-- pgrestify: requires auth-db:20240110\nCREATE TABLE s ();');
      return project;
    };
    expect((await files(elsewhere(async () => true)).status({ check: true })).outcome).toBe('succeeded');
    const unreachable = async () => {
      throw new EngineError('CONNECTION_FAILED', 'nobody answers');
    };
    expect(await files(elsewhere(unreachable)).status({ check: true })).toMatchObject({
      outcome: 'succeeded',
      notices: [{ severity: 'notice', message: expect.stringContaining('cannot be told: CONNECTION_FAILED') }],
    });
  });
});
