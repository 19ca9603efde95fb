import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { found, messageOf } from '../../../testing/projects/findings';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import type { Settings } from '../../config/settings';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

let project: TestProject;
let others: Readonly<Record<string, Settings>> = {};

beforeAll(() => {
  project = createTestProject(nowhere, { projectSettings: async (name) => others[name] });
});
beforeEach(() => {
  others = {};
  project.clear();
});
afterAll(async () => {
  await shadowStopped(project.settings.workspacePath);
  project.dispose();
});

describe('validate of repeatable scripts', () => {
  it('finds the one that fails the second time', async () => {
    project.write('schemas/01_ok.sql', 'CREATE TABLE IF NOT EXISTS a ()');
    project.write('schemas/02_bad.sql', 'SELECT 1;\nCREATE TABLE b ()');
    const result = await project.validate();
    expect(found(result)).toEqual(['error NOT_IDEMPOTENT schemas/02_bad.sql']);
    expect(result.findings[0]).toMatchObject({
      line: 2,
      message: 'Fails when it is run a second time: relation "b" already exists (SQLSTATE 42P07).',
    });
  });

  it('finds the one that changes the schema each time', async () => {
    project.write('schemas/01_a.sql', 'CREATE TABLE IF NOT EXISTS a (v int)');
    project.write('schemas/02_b.sql', 'ALTER TABLE a ADD CHECK (v > 0)');
    project.write('repeatable/c.sql', 'CREATE INDEX ON a (v)');
    const result = await project.validate();
    expect(found(result)).toEqual(['error NOT_IDEMPOTENT schemas/02_b.sql', 'error NOT_IDEMPOTENT repeatable/c.sql']);
    expect(messageOf(result)).toContain('+ constraint');
  });

  it('finds a schema file that contradicts a migration', async () => {
    project.write(
      'schemas/01_a.sql',
      'CREATE TABLE IF NOT EXISTS a (v int);\nALTER TABLE a ALTER COLUMN v DROP NOT NULL',
    );
    project.write('functions/f.sql', "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT gone FROM a'");
    project.migration(
      '001_not_null',
      'ALTER TABLE a ALTER COLUMN v SET NOT NULL',
      'ALTER TABLE a ALTER COLUMN v DROP NOT NULL',
    );
    const result = await project.validate();
    expect(found(result)).toEqual([
      'warning UP_FAILS_ON_ROWS migrations/001_not_null/up.sql',
      'error CONTRADICTS_MIGRATION functions/f.sql',
      'error CONTRADICTS_MIGRATION schemas/01_a.sql',
    ]);
    expect(messageOf(result)).toContain('column "gone" does not exist');
    expect(messageOf(result)).toContain('~ table public.a');
  });

  it('runs test data twice', async () => {
    project.migration('001_t', 'CREATE TABLE t (id int PRIMARY KEY)', 'DROP TABLE t');
    project.write('test-data/t.sql', 'INSERT INTO t VALUES (1)');
    expect(found(await project.validate())).toEqual(['error NOT_IDEMPOTENT test-data/t.sql']);
  });
});

describe('validate of requirements', () => {
  let other: TestProject;
  beforeAll(() => {
    other = createTestProject(nowhere, { project: 'auth', workspacePath: project.settings.workspacePath });
  });
  beforeEach(() => other.clear());

  const requires = '-- pgrestify: requires auth:001\nCREATE TABLE posts (owner int REFERENCES accounts)';

  it('applies the required project first', async () => {
    others = { auth: other.settings };
    other.migration('001_accounts', 'CREATE TABLE accounts (id int PRIMARY KEY)', 'DROP TABLE accounts');
    project.migration('001_posts', requires, 'DROP TABLE posts');
    const result = await project.validate();
    expect({ outcome: result.outcome, found: found(result) }).toEqual({ outcome: 'succeeded', found: [] });
  });

  it('tells of a version that the project does not have', async () => {
    others = { auth: other.settings };
    other.migration('002_accounts', 'CREATE TABLE accounts (id int PRIMARY KEY)', 'DROP TABLE accounts');
    project.migration('001_posts', requires, 'DROP TABLE posts');
    const result = await project.validate();
    expect(found(result)).toEqual(['error REQUIREMENT_MISSING migrations/001_posts/up.sql']);
    expect(result.findings[0]).toMatchObject({ line: 1, ids: ['001_posts'] });
  });

  it('warns of a project that is not known', async () => {
    project.migration('001_t', '-- pgrestify: requires auth:001\nCREATE TABLE t ()', 'DROP TABLE t');
    const result = await project.validate();
    expect(result.outcome).toBe('succeeded');
    expect(found(result)).toEqual(['warning REQUIREMENT_UNCHECKED migrations/001_t/up.sql']);
    expect(messageOf(result)).toContain('no project is called auth');
  });
});
