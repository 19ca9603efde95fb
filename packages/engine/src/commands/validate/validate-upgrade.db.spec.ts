import { commit, git } from '../../../testing/git/git-repository';
import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { found, messageOf } from '../../../testing/projects/findings';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import type { ValidateResult } from '../../checks/validate-result';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

let project: TestProject;

beforeAll(() => {
  project = createTestProject(nowhere);
  const { workspacePath } = project.settings;
  git(workspacePath, 'init', '-q', '-b', 'main');
  commit(workspacePath, { '.gitignore': '.pgrestify\n' });
});
afterAll(async () => {
  await shadowStopped(project.settings.workspacePath);
  project.dispose();
});

/** Files below `sql`; undefined: the file is deleted. */
type Files = Readonly<Record<string, string | undefined>>;

/** Commits the files as the base, changes them, and validates. */
async function validateBranch(base: Files, branch: Files): Promise<ValidateResult> {
  project.clear();
  write(base);
  commit(project.settings.workspacePath);
  write(branch);
  return project.validate();
}

function write(files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) project.remove(path);
    else project.write(path, text);
  }
}

function migration(id: string, up: string, down: string): Files {
  return { [`migrations/${id}/up.sql`]: up, [`migrations/${id}/down.sql`]: down };
}

const checksOf = ({ checks }: ValidateResult) => checks.map(({ name, outcome }) => `${name} ${outcome}`);

describe('a branch that edits what an existing database has', () => {
  const base: Files = {
    ...migration('001_posts', 'CREATE TABLE posts (id int PRIMARY KEY)', 'DROP TABLE posts'),
    'functions/add.sql': "CREATE OR REPLACE FUNCTION add(a int) RETURNS int LANGUAGE sql AS 'SELECT a'",
    'functions/body.sql': "CREATE OR REPLACE FUNCTION body() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    'functions/gone.sql': "CREATE OR REPLACE FUNCTION gone() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    'schemas/01_users.sql': '-- people\n\nCREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);',
    'schemas/02_policies.sql': 'DROP POLICY IF EXISTS mine ON users; CREATE POLICY mine ON users USING (id = 1);',
    'schemas/03_indexes.sql':
      'CREATE TABLE IF NOT EXISTS tags (id int, name text); CREATE INDEX IF NOT EXISTS by_name ON tags (name);',
    'repeatable/feed.sql': 'CREATE OR REPLACE VIEW feed AS SELECT * FROM posts',
    'repeatable/people.sql': 'CREATE OR REPLACE VIEW people AS SELECT id FROM users',
  };
  const branch: Files = {
    ...migration('002_title', 'ALTER TABLE posts ADD COLUMN title text', 'ALTER TABLE posts DROP COLUMN title CASCADE'),
    'functions/add.sql': "CREATE OR REPLACE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b'",
    'functions/body.sql': "CREATE OR REPLACE FUNCTION body() RETURNS int LANGUAGE sql AS 'SELECT 2'",
    'functions/gone.sql': undefined,
    'schemas/01_users.sql': '-- people\n\nCREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY, email text);',
    'schemas/02_policies.sql': 'DROP POLICY IF EXISTS own ON users; CREATE POLICY own ON users USING (id = 1);',
    'schemas/03_indexes.sql':
      'CREATE TABLE IF NOT EXISTS tags (id int, name text); CREATE INDEX IF NOT EXISTS by_name ON tags (id);',
  };
  let result: ValidateResult;
  beforeAll(async () => {
    result = await validateBranch(base, branch);
  });

  it.each([
    [
      'a column in CREATE TABLE IF NOT EXISTS',
      'schemas/01_users.sql',
      '3:1',
      'ALTER TABLE public.users ADD COLUMN email text;',
    ],
    ['another signature of a function', 'functions/add.sql', '1:1', 'DROP FUNCTION public.add(integer);'],
    ['a policy under another name', 'schemas/02_policies.sql', '1:1', 'DROP POLICY mine ON public.users;'],
    [
      'another index of the same name',
      'schemas/03_indexes.sql',
      '1:1',
      'CREATE INDEX by_name ON public.tags USING btree (id);',
    ],
    ['a file that is gone', 'functions/gone.sql', 'undefined:undefined', 'DROP FUNCTION public.gone();'],
    ['a view over all columns, which nobody edited', 'repeatable/feed.sql', '1:1', 'view public.feed'],
  ])('is told of %s', (_, path, place, text) => {
    const findings = result.findings.filter((finding) => finding.path?.endsWith(path) && finding.check === 'upgrade');
    expect(findings.map(({ severity, code, line, column }) => [severity, code, `${line}:${column}`])).toEqual([
      ['error', 'UPGRADE_DIFFERS', place],
    ]);
    expect(findings[0]?.message).toContain(text);
  });

  it('is told of nothing else', () => {
    expect(result.findings.filter(({ check }) => check === 'upgrade')).toHaveLength(6);
    expect(checksOf(result)).toContain('upgrade failed');
  });
});

describe('the upgrade', () => {
  it('is the same as a fresh run where the migration is written', async () => {
    const base: Files = { 'schemas/01_users.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);' };
    const branch: Files = {
      'schemas/01_users.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY, email text);',
      ...migration(
        '001_email',
        'ALTER TABLE users ADD COLUMN IF NOT EXISTS email text',
        '-- pgrestify: irreversible see the schema',
      ),
    };
    const result = await validateBranch(base, branch);
    expect(result.findings.filter(({ check }) => check === 'upgrade')).toEqual([]);
    expect(checksOf(result)).toContain('upgrade passed');
  });

  it('is not tried where a branch only adds migrations, and nothing comes after them', async () => {
    const base: Files = {
      'schemas/01_users.sql': 'CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);',
      ...migration('001_a', 'CREATE TABLE a ()', 'DROP TABLE a'),
    };
    const result = await validateBranch(base, migration('002_b', 'CREATE TABLE b ()', 'DROP TABLE b'));
    expect(checksOf(result)).not.toContain('upgrade passed');
    expect(found(result)).toEqual([]);
  });

  it('shows a migration that makes something else between those of the base than after them', async () => {
    const base: Files = {
      ...migration('001_t', 'CREATE TABLE t (a int)', 'DROP TABLE t'),
      ...migration('003_b', 'ALTER TABLE t ADD COLUMN b int', 'ALTER TABLE t DROP COLUMN b'),
    };
    const branch = migration('002_v', 'CREATE VIEW v AS SELECT * FROM t', 'DROP VIEW v');
    const { findings } = await validateBranch(base, branch);
    const [finding] = findings.filter(({ check }) => check === 'upgrade');
    expect(finding).toMatchObject({ code: 'UPGRADE_DIFFERS', ids: ['002_v'], line: 1, column: 1 });
    expect(finding?.message).toContain('column b');
  });

  it('fails where a view loses a column by CREATE OR REPLACE', async () => {
    const base: Files = {
      ...migration('001_t', 'CREATE TABLE t (a int, b int)', 'DROP TABLE t'),
      'repeatable/v.sql': 'CREATE OR REPLACE VIEW v AS SELECT a, b FROM t',
    };
    const result = await validateBranch(base, { 'repeatable/v.sql': '\nCREATE OR REPLACE VIEW v AS SELECT a FROM t' });
    expect(found(result)).toEqual(['error UPGRADE_FAILED repeatable/v.sql']);
    expect(messageOf(result)).toContain('cannot drop columns from view');
    expect(result.findings[0]).toMatchObject({ line: 2, column: 1 });
    expect(result.findings[0]?.hint).toContain('DROP VIEW IF EXISTS');
  });

  it('is said not to be tried where the base itself fails', async () => {
    const broken: Files = { 'schemas/t.sql': 'CREATE TABLE IF NOT EXISTS t (a nothing)' };
    const result = await validateBranch(broken, { 'schemas/t.sql': 'CREATE TABLE IF NOT EXISTS t (a int)' });
    expect(found(result)).toEqual(['notice UPGRADE_UNCHECKED undefined']);
  });
});
