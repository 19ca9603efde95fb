import { createTestProject } from '../../testing/projects/test-project';
import { testMajors } from '../../testing/servers/test-majors';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const majors = testMajors(14, 18);

describe.each(majors)('migrate --reset on PostgreSQL %i', (major) => {
  const server = useServer({ major });
  const database = useDatabase(server);
  const client = useClient(database);
  const project = useProject(database, { environment: 'development', development: true });
  beforeEach(() => project.migration('001_users', 'CREATE TABLE users (id int);', 'DROP TABLE users;'));

  it('drops what is there, also what no migration made, and migrates from nothing', async () => {
    await project.migrate();
    await client.query(
      'CREATE SCHEMA other; CREATE TABLE other.left_over (); CREATE EXTENSION citext; INSERT INTO users VALUES (1)',
    );
    expect((await project.migrate({ reset: true, confirm: true })).outcome).toBe('succeeded');
    const { rows } = await client.query(
      "SELECT to_regnamespace('other') AS other, (SELECT count(*)::int FROM users) AS users, (SELECT count(*)::int FROM pg_extension) AS extensions",
    );
    expect(rows).toEqual([{ other: null, users: 0, extensions: 1 }]);
    const { migrations, events } = await project.status({ history: true });
    expect(migrations).toMatchObject([{ id: '001_users', state: 'applied' }]);
    expect(events.map(({ action }) => action)).toEqual(['up', 'reset']);
  });

  it('resets a database without migrations', async () => {
    project.remove('migrations/001_users');
    const { outcome } = await project.migrate({ reset: true });
    const { events } = await project.status({ history: true });
    expect([outcome, events.map(({ action }) => action)]).toEqual(['succeeded', ['reset']]);
  });

  it('is refused for a database with tables and no stamp, which may be somebody else’s', async () => {
    await client.query('CREATE TABLE precious ()');
    const { outcome, refusals } = await project.migrate({ reset: true });
    expect({ outcome, codes: refusals.map(({ code }) => code) }).toEqual({
      outcome: 'refused',
      codes: ['STAMP_MISSING'],
    });
    expect((await client.query("SELECT to_regclass('precious') AS t")).rows).toEqual([{ t: 'precious' }]);
  });

  it('is refused where the environment does not allow it, even when confirmed', async () => {
    const staging = createTestProject(database);
    const { refusals } = await staging.migrate({ reset: true, confirm: true });
    staging.dispose();
    expect(refusals.map(({ code }) => code)).toEqual(['RESET_FORBIDDEN']);
  });

  it('is refused for a database that another environment has stamped', async () => {
    await project.migrate();
    const other = createTestProject(database, { environment: 'test', development: true });
    const { refusals } = await other.migrate({ reset: true });
    other.dispose();
    expect(refusals.map(({ code }) => code)).toEqual(['STAMP_MISMATCH']);
  });
});
