import { Client } from 'pg';
import type { ServerDatabase } from '../../src/config/settings';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { testMajors } from '../../testing/servers/test-majors';
import { startTestServer, type TestServer } from '../../testing/servers/test-server';

describe.each(testMajors(14, 18))('a missing database on PostgreSQL %i', (major) => {
  let server: TestServer;
  let admin: Client;
  let project: TestProject;
  let name: string;
  let count = 0;

  beforeAll(async () => {
    server = await startTestServer({ major });
    admin = new Client(await server.createDatabase()); // nobody may be in template1
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });
  beforeEach(() => {
    count += 1;
    name = `Shop "${count}"`;
    project = projectOf({});
  });
  afterEach(() => project.dispose());

  function projectOf(change: Partial<ServerDatabase>, migrations = {}): TestProject {
    const { host, port, user, password } = server;
    const address = { host, port, user, password, database: name, createDatabase: true, ...change };
    const created = createTestProject(address, { migrations });
    created.migration('001_a', 'CREATE TABLE a ();', 'DROP TABLE a;');
    return created;
  }

  async function databases(): Promise<readonly string[]> {
    const { rows } = await admin.query<{ datname: string }>('SELECT datname FROM pg_database');
    return rows.map(({ datname }) => datname);
  }

  it('is created by a run, which says so, and belongs to who connects', async () => {
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'database-created', database: name }));
    const { rows } = await admin.query('SELECT datdba::regrole::text AS owner FROM pg_database WHERE datname = $1', [
      name,
    ]);
    expect(rows).toEqual([{ owner: 'postgres' }]);
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
    expect(project.events.map(({ type }) => type)).not.toContain('database-created');
    expect((await project.rollback()).outcome).toBe('succeeded');
  });

  it('is not backed up before it is there', async () => {
    expect(await project.migrate({ backup: true })).toMatchObject({ outcome: 'succeeded' });
    expect(project.events.map(({ type }) => type)).not.toContain('backup-started');
  });

  it('is an error without createDatabase, whose hint names it', async () => {
    const strict = projectOf({ createDatabase: false });
    await expect(strict.migrate()).rejects.toMatchObject({
      code: 'DATABASE_MISSING',
      hint: expect.stringContaining('--create-database'),
    });
    expect(await databases()).not.toContain(name);
    strict.dispose();
  });

  it('is not created by what does not write, which says that it is missing', async () => {
    const dry = await project.migrate({ dryRun: true });
    expect([dry.outcome, dry.plan.steps.map(({ id }) => id)]).toEqual(['planned', ['001_a']]);
    expect(dry.plan.notices).toMatchObject([{ message: expect.stringContaining('does not exist yet') }]);
    const status = await project.status({ history: true });
    expect(status).toMatchObject({ databaseMissing: true, current: undefined, migrations: [{ state: 'pending' }] });
    expect((await project.rollback({ to: '0' })).outcome).toBe('nothing-to-do');
    expect((await project.migrate({ to: '0' })).outcome).toBe('nothing-to-do');
    project.migration('002_b', 'CREATE TABLE b (; -- never parsed', '');
    project.migration('003_c', "SELECT 'unterminated", '');
    expect((await project.migrate()).outcome).toBe('refused');
    expect(await databases()).not.toContain(name);
  });

  it('is not created by a run that is not confirmed, and a plan that was reviewed without it stays that plan', async () => {
    const careful = projectOf({}, { requireConfirmation: true });
    expect((await careful.migrate()).outcome).toBe('refused');
    expect(await databases()).not.toContain(name);
    await careful.migrate({ dryRun: true });
    const planHash = careful.events.flatMap((event) => (event.type === 'run-finished' ? [event.planHash] : []))[0];
    expect((await careful.migrate({ confirm: planHash ?? '' })).outcome).toBe('succeeded');
    careful.dispose();
  });

  it('is created once by many runs at once', async () => {
    const projects = Array.from({ length: 6 }, () => projectOf({}));
    const results = await Promise.all(projects.map((each) => each.migrate()));
    const succeeded = results.filter(({ outcome }) => outcome === 'succeeded');
    expect(succeeded).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'nothing-to-do')).toHaveLength(5);
    for (const each of projects) each.dispose();
  });

  it('is refused to a role that may not, with the statement that lets it', async () => {
    await admin.query(`CREATE ROLE plain${count} LOGIN PASSWORD 'p'`);
    const plain = projectOf({ user: `plain${count}`, password: 'p' });
    const error = await plain.migrate().catch((thrown: { readonly hint: string }) => thrown);
    expect(error).toMatchObject({ code: 'PRIVILEGE_MISSING', message: expect.stringContaining('may not create') });
    const [, statement] = /or: (ALTER ROLE .*;)$/.exec(String((error as { readonly hint: string }).hint)) ?? [];
    await admin.query(statement ?? 'no statement');
    await admin.query(`REVOKE CONNECT ON DATABASE postgres FROM PUBLIC`); // so that template1 is what is left
    expect((await plain.migrate()).outcome).toBe('succeeded');
    await admin.query('GRANT CONNECT ON DATABASE postgres TO PUBLIC');
    plain.dispose();
  });

  it('does not hide a wrong password', async () => {
    const wrong = projectOf({ password: 'wrong' });
    await expect(wrong.migrate()).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
    wrong.dispose();
  });
});
