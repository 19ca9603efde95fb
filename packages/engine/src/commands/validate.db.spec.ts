import { eventually } from '../testing/eventually';
import { processesIn } from '../testing/processes-in';
import { createTestProject, type TestProject } from '../testing/test-project';

jest.setTimeout(60_000);

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

let project: TestProject;

beforeAll(() => {
  project = createTestProject(nowhere);
});
beforeEach(() => project.clear());
afterAll(async () => {
  await eventually('the shadow server stopped', () => processesIn(project.settings.workspacePath).length === 0);
  project.dispose();
});

describe('validate of sound files', () => {
  it('runs every check and finds nothing', async () => {
    project.write(
      'functions/touch.sql',
      "CREATE OR REPLACE FUNCTION touch() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM users'",
    );
    project.migration('001_users', 'CREATE TABLE users (id int PRIMARY KEY, email text)', 'DROP TABLE users');
    project.migration(
      '002_index',
      'CREATE INDEX CONCURRENTLY users_email ON users (email)',
      'DROP INDEX CONCURRENTLY users_email',
    );
    project.write('repeatable/view.sql', 'CREATE OR REPLACE VIEW emails AS SELECT email FROM users');
    project.write('test-data/users.sql', "INSERT INTO users VALUES (1, 'a') ON CONFLICT DO NOTHING");
    const result = await project.validate();
    expect(result).toMatchObject({ outcome: 'succeeded', findings: [] });
    expect(result.checks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'files passed',
      'scripts passed',
      'shadow passed',
      'requirements passed',
      'repeatables passed',
      'round-trip passed',
      'repeatables-after passed',
      'repeatables-again passed',
      'test-data passed',
    ]);
  });
});
