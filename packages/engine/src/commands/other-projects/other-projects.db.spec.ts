import { summaryOf } from '../../../testing/memory/memory-project';
import { createTestProject, type TestProject, type TestProjectOptions } from '../../../testing/projects/test-project';
import type { TestDatabase } from '../../../testing/servers/test-server';
import { useDatabase, useProject, useServer } from '../../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const auth = useProject(database, { project: 'auth-db', development: true });
beforeEach(() => auth.migration('20240110_users', 'CREATE TABLE users (id int PRIMARY KEY);', 'DROP TABLE users;'));

function project(name: string, address: TestDatabase, options: TestProjectOptions = {}): TestProject {
  const { workspacePath } = auth.settings;
  return createTestProject(address, { project: name, development: true, workspacePath, ...options });
}

/** A project that requires a migration of the other. */
function dependent(address: TestDatabase, options: TestProjectOptions = {}): TestProject {
  const projectSettings = async (name: string) => (name === 'auth-db' ? auth.settings : undefined);
  const api = project('api', address, { projectSettings, ...options });
  api.migration(
    '20240111_sessions',
    '-- pgrestify: requires auth-db:20240110\nCREATE TABLE sessions (id int);',
    'DROP TABLE sessions;',
  );
  return api;
}

describe('what another project requires', () => {
  it('is not undone while it is applied in the same database, whose history alone tells', async () => {
    const api = dependent(database);
    await auth.migrate();
    await api.migrate();
    api.clear();
    const { refusals } = await auth.rollback();
    expect(refusals).toMatchObject([
      { code: 'STILL_REQUIRED', message: expect.stringContaining('api:20240111_sessions (environment "staging")') },
    ]);
  });

  it('is not undone while it is applied in a database of its own, and that is told there once it is', async () => {
    const other = await server.createDatabase();
    const api = dependent(other);
    await auth.migrate();
    await api.migrate();
    const asked = project('auth-db', database, {
      dependentProjects: ['api', 'web'],
      projectSettings: async (name) => (name === 'api' ? api.settings : undefined),
    });
    expect((await asked.rollback()).refusals).toMatchObject([
      { code: 'STILL_REQUIRED', message: expect.stringContaining('api:20240111_sessions') },
    ]);
    expect((await asked.rollback({ allowRequired: true })).outcome).toBe('succeeded');
    expect(await api.status({ check: true })).toMatchObject({
      outcome: 'failed',
      requirementsGone: [{ id: '20240111_sessions', project: 'auth-db', version: '20240110' }],
    });
    await api.rollback();
    await auth.migrate();
    expect((await asked.rollback()).outcome).toBe('succeeded');
  });
});

describe('a dry run of a project that requires another', () => {
  it('counts what the dry run of that one would apply, in one database that is still empty', async () => {
    const api = dependent(database, { migratedFirst: ['auth-db'] });
    const planned = await api.migrate({ dryRun: true });
    expect(summaryOf(planned)).toEqual({ outcome: 'planned', steps: [], refusals: [] });
    await auth.migrate();
    expect((await api.migrate()).outcome).toBe('succeeded');
  });

  it.each<[string, TestProjectOptions, () => void]>([
    ['nothing runs before it', {}, () => {}],
    ['the other would be refused', { migratedFirst: ['auth-db'] }, () => auth.migration('20240109_bad', "SELECT 'x;")],
    ['the other has no such migration', { migratedFirst: ['auth-db'] }, () => auth.remove('migrations/20240110_users')],
  ])('says that a run would be refused when %s', async (_what, options, change) => {
    change();
    const { refusals } = await dependent(database, options).migrate({ dryRun: true });
    expect(refusals.map(({ code }) => code)).toEqual(['REQUIREMENT_MISSING']);
  });
});

describe('a project that was renamed', () => {
  it('is not run a second time, and goes on once it has adopted its history', async () => {
    await auth.migrate({ baseline: '20240110', confirm: true });
    const renamed = project('acme-auth', database);
    renamed.migration('20240110_users', 'CREATE TABLE users (id int PRIMARY KEY);', 'DROP TABLE users;');
    renamed.migration('20240112_new', 'CREATE TABLE roles (id int);', 'DROP TABLE roles;');
    expect(summaryOf(await renamed.migrate()).refusals).toEqual(['APPLIED_BY_OTHER 20240110_users']);
    expect(summaryOf(await renamed.repair({ from: 'auth-db', confirm: true }))).toEqual({
      outcome: 'succeeded',
      steps: ['repair the history of auth-db'],
      refusals: [],
    });
    expect(summaryOf(await renamed.migrate()).steps).toEqual(['up 20240112_new']);
    const { migrations, events } = await renamed.status({ history: true });
    expect(migrations.map(({ id, row }) => [id, row?.baselined])).toEqual([
      ['20240110_users', true],
      ['20240112_new', false],
    ]);
    expect(events.map(({ action }) => action)).toEqual(['up', 'repair']);
    expect(await auth.status()).toMatchObject({ migrations: [{ state: 'pending' }] });
  });
});
