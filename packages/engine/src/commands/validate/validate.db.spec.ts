import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { found, messageOf } from '../../../testing/projects/findings';
import { interruptAtCheck } from '../../../testing/projects/interrupt-at-check';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import type { ValidateResult } from '../../checks/validate-result';
import { openPorts } from '../../open/open-ports';
import { describeLock } from '../../reporters/describe-lock';
import { validate } from './validate';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

let project: TestProject;

beforeAll(() => {
  project = createTestProject(nowhere);
});
beforeEach(() => {
  project.clear();
});
afterAll(async () => {
  await shadowStopped(project.settings.workspacePath);
  project.dispose();
});

describe('validate of sound files', () => {
  it('runs every check and finds nothing', async () => {
    project.write(
      'functions/count.sql',
      "CREATE OR REPLACE FUNCTION count_users() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM users'",
    );
    project.migration('001_users', 'CREATE TABLE users (id int PRIMARY KEY, email text)', 'DROP TABLE users');
    project.write('repeatable/view.sql', 'CREATE OR REPLACE VIEW emails AS SELECT email FROM users');
    project.write('test-data/users.sql', "INSERT INTO users VALUES (1, 'a') ON CONFLICT DO NOTHING");
    const result = await project.validate();
    expect(result).toMatchObject({ outcome: 'succeeded', findings: [] });
    expect(result.checks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'files passed',
      'scripts passed',
      'lint passed',
      'shadow passed',
      'requirements passed',
      'repeatables passed',
      'round-trip passed',
      'repeatables-after passed',
      'repeatables-again passed',
      'state passed',
      'test-data passed',
    ]);
  });

  it('runs scripts outside of a transaction up, down and up', async () => {
    project.migration('001_t', 'CREATE TABLE t (v int)', 'DROP TABLE t');
    project.migration('002_index', 'CREATE INDEX CONCURRENTLY t_v ON t (v); VACUUM t', 'DROP INDEX CONCURRENTLY t_v');
    project.write('schemas/vacuum.sql', 'CREATE TABLE IF NOT EXISTS s (); VACUUM s');
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [] });
  });

  it('makes roles and settings of the server anew each time', async () => {
    const up = "CREATE ROLE app; ALTER DATABASE shop SET work_mem = '9MB'; ALTER SYSTEM SET work_mem = '8MB'";
    project.migration('001_role', up, 'ALTER DATABASE shop RESET work_mem; DROP ROLE app; ALTER SYSTEM RESET ALL');
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [] });
    expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [] });
  });

  it('starts no server when there is nothing to run', async () => {
    const { outcome, checks } = await project.validate();
    expect([outcome, checks.map(({ name }) => name)]).toEqual(['succeeded', ['files', 'scripts', 'lint']]);
  });
});

describe('validate of downs', () => {
  it('names the table and the column that a down leaves behind', async () => {
    project.migration('001_t', 'CREATE TABLE t (v int)', 'DROP TABLE t');
    project.migration(
      '002_columns',
      'ALTER TABLE t ADD COLUMN a int, ADD COLUMN b text',
      'ALTER TABLE t DROP COLUMN a; ALTER TABLE t ALTER COLUMN v SET NOT NULL',
    );
    project.migration('003_more', 'CREATE TABLE more ()', 'DROP TABLE more');
    const result = await project.validate();
    expect(result.outcome).toBe('failed');
    expect(found(result)).toEqual(['error DOWN_NOT_INVERSE migrations/002_columns/down.sql']);
    expect(messageOf(result)).toContain('~ table public.t');
    expect(messageOf(result)).toContain('+ column b');
    expect(messageOf(result)).toContain('column v');
  });

  it('says where a down fails, and goes on with the next migration', async () => {
    project.migration('001_t', 'CREATE TABLE t ()', '-- undo\nDROP TABLE tt;');
    project.migration('002_u', 'CREATE TABLE u ()', 'SELECT 1');
    const result = await project.validate();
    expect(found(result)).toEqual([
      'error DOWN_FAILED migrations/001_t/down.sql',
      'error DOWN_NOT_INVERSE migrations/002_u/down.sql',
    ]);
    expect(result.findings[0]).toMatchObject({
      line: 2,
      column: 1,
      excerpt: '2 | DROP TABLE tt;\n  | ^',
      message: 'Fails right after its up.sql: table "tt" does not exist (SQLSTATE 42P01).',
    });
  });

  it('goes on after a down outside of a transaction that stopped half way', async () => {
    const up = 'CREATE TABLE t (v int); CREATE INDEX CONCURRENTLY i ON t (v)';
    project.migration('001_t', up, 'DROP INDEX CONCURRENTLY i; DROP INDEX CONCURRENTLY i');
    project.migration('002_u', 'ALTER TABLE t ADD COLUMN w int', 'SELECT 1');
    expect(found(await project.validate())).toEqual([
      'error DOWN_FAILED migrations/001_t/down.sql',
      'error DOWN_NOT_INVERSE migrations/002_u/down.sql',
    ]);
  });

  it('tells a down that leaves a role behind by the second up', async () => {
    project.migration('001_role', 'CREATE ROLE app', 'SELECT 1');
    project.migration('002_grant', 'CREATE TABLE t (); GRANT SELECT ON t TO app', 'DROP TABLE t');
    const result = await project.validate();
    expect(found(result)).toEqual(['error UP_FAILED_AGAIN migrations/001_role/up.sql']);
    expect(messageOf(result)).toContain('role "app" already exists');
  });

  it('judges each from what the ups before it made, whatever a wrong down left', async () => {
    project.migration('001_t', "CREATE TABLE t (kind text DEFAULT 'a')", 'DROP TABLE t');
    project.migration(
      '002_b',
      "ALTER TABLE t ADD note text, ALTER kind SET DEFAULT 'a'",
      "ALTER TABLE t DROP note; ALTER TABLE t ALTER kind SET DEFAULT 'b'",
    );
    project.migration('003_v', 'CREATE VIEW v AS SELECT kind FROM t', 'DROP VIEW v');
    project.migration('004_c', "ALTER TABLE t ALTER kind SET DEFAULT 'c'", "ALTER TABLE t ALTER kind SET DEFAULT 'a'");
    project.migration('005_x', 'ALTER TABLE t ADD x int', 'ALTER TABLE t DROP x; DROP VIEW v');
    project.migration('006_w', 'CREATE VIEW w AS SELECT * FROM v', 'DROP VIEW w');
    const result = await project.validate();
    expect(found(result)).toEqual([
      'error DOWN_NOT_INVERSE migrations/002_b/down.sql',
      'error DOWN_NOT_INVERSE migrations/005_x/down.sql',
    ]);
    expect(messageOf(result)).toContain('- view public.v');
  });

  it('checks all, however many are wrong', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `${String(index).padStart(3, '0')}_t`);
    for (const id of ids) project.migration(id, `CREATE TABLE "${id}" ()`, 'SELECT 1');
    project.migration('100_sound', 'CREATE TABLE sound ()', 'DROP TABLE sound');
    project.migration('101_last', 'CREATE TABLE last ()', 'DROP TABLE las');
    const codes = found(await project.validate());
    expect(codes).toEqual([
      ...ids.map((id) => `error DOWN_NOT_INVERSE migrations/${id}/down.sql`),
      'error DOWN_FAILED migrations/101_last/down.sql',
    ]);
  });

  it('asks none of an up that changed nothing', async () => {
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    project.migration('002_taken_back', '-- taken back before the release\nSELECT 1;', '-- nothing');
    project.migration('003_there', 'CREATE TABLE IF NOT EXISTS t ();');
    project.migration('004_rows', 'DELETE FROM t', '-- gone is gone');
    expect(found(await project.validate())).toEqual(['warning DOWN_EMPTY migrations/004_rows/down.sql']);
  });

  it('asks for none where a project has none', async () => {
    const without = createTestProject(nowhere, {
      workspacePath: project.settings.workspacePath,
      migrations: { downs: 'none' },
    });
    without.migration('001_t', 'CREATE TABLE t ()');
    expect(found(await without.validate())).toEqual([]);
  });

  it('tells of columns that stand in another order afterwards without failing', async () => {
    project.migration('001_t', 'CREATE TABLE t (a int, b int, z int)', 'DROP TABLE t');
    project.migration('002_drop', 'ALTER TABLE t DROP COLUMN a', 'ALTER TABLE t ADD COLUMN a int');
    project.migration('003_v', 'CREATE VIEW v AS SELECT * FROM t', 'DROP VIEW v');
    const alter = (action: string) => `DROP VIEW v; ALTER TABLE t ${action}; CREATE VIEW v AS SELECT * FROM t`;
    project.migration('004_view', alter('DROP COLUMN b, ADD c int'), alter('DROP COLUMN c, ADD COLUMN b int'));
    const result = await project.validate();
    expect(result.outcome).toBe('succeeded');
    expect(found(result)).toEqual([
      'notice COLUMN_ORDER migrations/002_drop/down.sql',
      'warning DOWN_LOSES_ROWS migrations/002_drop/down.sql',
      'notice COLUMN_ORDER migrations/004_view/down.sql',
      'warning DOWN_LOSES_ROWS migrations/004_view/down.sql',
    ]);
  });

  it('tells of a body that comes back with other blanks without failing', async () => {
    const f = (body: string) => `CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$${body}$$`;
    project.migration('001_f', f('SELECT 1'), 'DROP FUNCTION f()');
    project.migration('002_blanks', f('SELECT 2'), f('\n  SELECT  1\n'));
    project.migration('003_more', f('SELECT 3'), f('SELECT 2 AS "a  b"'));
    const result = await project.validate();
    expect(found(result)).toEqual([
      'notice BODY_BLANKS migrations/002_blanks/down.sql',
      'error DOWN_NOT_INVERSE migrations/003_more/down.sql',
    ]);
    expect(messageOf(result)).toContain('~ function public.f() (only blanks of its body)');
  });

  it('only applies what has no down, an empty one, or is declared irreversible', async () => {
    project.migration('001_none', 'CREATE TABLE a ()');
    project.migration('002_empty', 'CREATE TABLE b ()', '-- nothing');
    project.migration('003_declared', '-- pgrestify: irreversible it deletes\nCREATE TABLE c ()', 'SELECT 1');
    project.migration('004_nothing', '-- nothing', '-- nothing');
    const result = await project.validate();
    expect(result.outcome).toBe('succeeded');
    expect(found(result)).toEqual([
      'warning UP_EMPTY migrations/004_nothing/up.sql',
      'warning DOWN_MISSING migrations/001_none/down.sql',
      'warning DOWN_EMPTY migrations/002_empty/down.sql',
      'notice IRREVERSIBLE migrations/003_declared/up.sql',
    ]);
  });
});

describe('validate of ups', () => {
  it('stops at an up that fails, with its place', async () => {
    project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
    project.migration('002_bad', 'CREATE TABLE u ();\nCREATE TABEL v ();', 'DROP TABLE u');
    project.migration('003_after', 'CREATE TABLE w ()');
    project.write('test-data/x.sql', 'SELECT 1');
    const result = await project.validate();
    expect(found(result)).toEqual([
      'warning DOWN_MISSING migrations/003_after/down.sql',
      'error STEP_FAILED migrations/002_bad/up.sql',
      'notice NOT_CHECKED undefined',
    ]);
    expect(result.findings[1]).toMatchObject({
      line: 2,
      column: 8,
      excerpt: '2 | CREATE TABEL v ();\n  |        ^',
      message: 'syntax error at or near "TABEL" (SQLSTATE 42601).',
    });
    expect(result.checks.filter(({ outcome }) => outcome === 'skipped').map(({ name }) => name)).toEqual([
      'repeatables-after',
      'repeatables-again',
      'state',
      'test-data',
    ]);
  });

  it('names the setting for an extension that the shadow lacks', async () => {
    project.migration('001_geo', 'CREATE EXTENSION postgis', 'DROP EXTENSION postgis');
    const result = await project.validate();
    expect(found(result)).toEqual(['error EXTENSION_MISSING migrations/001_geo/up.sql']);
    expect(result.findings[0]?.hint).toContain('`shadow`');
  });

  it('starts no server when a script cannot be parsed, and tells of all of them', async () => {
    project.migration('001_t', "SELECT 'a", '\\i other.sql');
    project.migration('002_u', 'BEGIN; CREATE TABLE u ()', 'COMMIT');
    project.write('migrations/002_u/verify.sql', 'SELECT 1;\nVACUUM;\nCOMMIT');
    const result = await project.validate();
    expect(found(result)).toEqual([
      'error SQL_SYNTAX migrations/001_t/up.sql',
      'error SQL_META_COMMAND migrations/001_t/down.sql',
      'error SQL_TRANSACTION_CONTROL migrations/002_u/up.sql',
      'error SQL_TRANSACTION_CONTROL migrations/002_u/down.sql',
      'error SQL_TRANSACTION_CONTROL migrations/002_u/verify.sql',
      'error SQL_TRANSACTION_CONTROL migrations/002_u/verify.sql',
      'error SQL_TRANSACTION_CONTROL migrations/002_u/verify.sql',
    ]);
    expect(result.checks.filter(({ outcome }) => outcome === 'skipped')[0]).toMatchObject({ name: 'shadow' });
  });
});

describe('validate of locks', () => {
  const told = ({ locks = [] }: ValidateResult) => locks.map(describeLock);

  it('tells what each statement locks that is there already, and what it does to it meanwhile', async () => {
    project.migration(
      '001-posts',
      'CREATE TABLE posts (id int, title text); CREATE INDEX ON posts (id)',
      'DROP TABLE posts',
    );
    project.migration('002-add-posts-index', 'CREATE INDEX posts_title ON posts (title)', 'DROP INDEX posts_title');
    const up = `ALTER TABLE posts ADD COLUMN views int;
COMMENT ON TABLE posts IS 'read';
CREATE INDEX ON posts (views);`;
    project.migration('003-views', up, 'ALTER TABLE posts DROP COLUMN views; COMMENT ON TABLE posts IS NULL');
    const result = await project.validate();
    expect(told(result)).toEqual([
      '002-add-posts-index: SHARE on posts, blocks writes, full scan, builds an index (up.sql:1)',
      '003-views: ACCESS EXCLUSIVE on posts, blocks reads and writes, for a moment (up.sql:1)',
      '003-views: ACCESS EXCLUSIVE on posts (held since line 1), blocks reads and writes, full scan, builds an index (up.sql:3)',
    ]);
  });

  it('tells the same of migrations that were validated before, and of a script that runs in parts', async () => {
    const many = Array.from({ length: 12 }, (_, at) => at + 1);
    for (const at of many) {
      project.migration(`0${at + 10}-t`, `CREATE TABLE t${at} (v int)`, `DROP TABLE t${at}`);
    }
    const up =
      'CREATE INDEX CONCURRENTLY t1_v ON t1 (v); BEGIN; ALTER TABLE t1 ADD w int; COMMIT; ALTER TABLE t1 ADD x int';
    project.migration('030-parts', up, 'DROP INDEX t1_v; ALTER TABLE t1 DROP w, DROP x');
    project.migration('031-not-null', 'ALTER TABLE t2 ALTER v SET NOT NULL', 'ALTER TABLE t2 ALTER v DROP NOT NULL');
    const first = await project.validate();
    expect(told(first)).toEqual([
      '030-parts: ACCESS EXCLUSIVE on t1, blocks reads and writes, for a moment (up.sql:1)',
      '030-parts: ACCESS EXCLUSIVE on t1, blocks reads and writes, for a moment (up.sql:1)',
      '031-not-null: ACCESS EXCLUSIVE on t2, blocks reads and writes, full scan (up.sql:1)',
    ]);
    expect((await project.validate()).locks).toEqual(first.locks);
  });

  it('looks at a script with rows of its own, a role that is missing and statements that fail at first', async () => {
    project.migration('001-posts', 'CREATE TABLE posts (id int, title text)', 'DROP TABLE posts');
    const rows =
      'COPY posts FROM stdin;\n1\tone\n2\ttwo\n\\.\nGRANT SELECT ON posts TO reader;\nALTER TABLE posts ADD CHECK (id > 0); -- end';
    project.migration(
      '002-rows',
      rows,
      'DELETE FROM posts; REVOKE ALL ON posts FROM reader; ALTER TABLE posts DROP CONSTRAINT posts_id_check',
    );
    expect(told(await project.validate())).toEqual([
      '002-rows: ACCESS EXCLUSIVE on posts, blocks reads and writes, full scan (up.sql:6)',
    ]);
  });

  it('takes back what a rule believes wrongly, and finds what none speaks of', async () => {
    project.migration(
      '001-hidden',
      'DO $$ BEGIN CREATE TABLE hidden (v varchar(50), n int); END $$',
      'DROP TABLE hidden',
    );
    project.migration(
      '002-type',
      'ALTER TABLE hidden ALTER v TYPE varchar(100)',
      'ALTER TABLE hidden ALTER v TYPE varchar(50)',
    );
    const unseen = 'DO $$ BEGIN ALTER TABLE hidden ALTER n TYPE bigint; END $$';
    project.migration('003-unseen', unseen, 'ALTER TABLE hidden ALTER n TYPE int');
    project.migration('004-waived', `-- pgrestify-ignore measured-lock: small\n${unseen.replace('bigint', 'numeric')}`);
    const { findings, correctedRules } = await project.validate();
    const shown = findings.filter(({ path = '' }) => path.endsWith('up.sql'));
    expect(shown.map(({ rule, message, ids }) => [ids[0], rule, message])).toEqual([
      ['003-unseen', 'measured-lock', 'DO: ACCESS EXCLUSIVE on hidden, blocks reads and writes, rewrites it.'],
    ]);
    expect(correctedRules?.map(({ rule, believed, measured }) => [rule, believed, measured])).toEqual([
      ['change-column-type', 'rewrite under ACCESS EXCLUSIVE', 'nothing'],
    ]);
  });

  it('tells the place of an error as it is', async () => {
    project.migration(
      '001-posts',
      'CREATE TABLE posts (id int);\n\nALTER TABLE posts ADD b int;\n  ALTER TABLE psts ADD c int;',
    );
    expect((await project.validate()).findings.at(-1)).toMatchObject({ code: 'STEP_FAILED', line: 4, column: 3 });
  });
});

describe('validate of majors', () => {
  const servers = [
    { environment: 'development', major: 18, saidBy: 'embedded' },
    { environment: 'production', major: 15, saidBy: 'last-run' },
    { environment: 'staging', major: 17, saidBy: 'config' },
  ] as const;
  const virtual = 'CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL)';

  it('tries that of the environment that was asked for, and says what another would take', async () => {
    const { workspacePath } = project.settings;
    const production = createTestProject(nowhere, { workspacePath, environment: 'production', servers });
    production.migration('001_t', virtual, 'DROP TABLE t');
    const result = await production.validate();
    expect(found(result)).toEqual(['error STEP_FAILED migrations/001_t/up.sql']);
    expect(result.postgres).toEqual([15]);
    expect(result.findings[0]?.hint).toContain('The shadow is PostgreSQL 15');
    expect(production.events[0]).toMatchObject({ database: 'a shadow of PostgreSQL 15' });
  });

  it('tries those of all servers, tells once what all find, and of the rest where', async () => {
    const { workspacePath } = project.settings;
    const all = createTestProject(nowhere, { workspacePath, environmentIsDefault: true, servers });
    all.migration('001_t', 'CREATE TABLE t (); GRANT SELECT ON t TO reader', 'SELECT 1');
    all.migration('002_nulls', 'CREATE TABLE n (v int UNIQUE NULLS NOT DISTINCT)', 'DROP TABLE n');
    all.migration('003_json', "SELECT JSON_EXISTS('[]', '$')", 'SELECT 1');
    const result = await all.validate();
    expect(result.postgres).toEqual([15, 17]);
    expect(result.findings.map(({ code, postgres }) => `${code} ${postgres}`)).toEqual([
      'DOWN_NOT_INVERSE undefined',
      'STEP_FAILED 15',
      'ROLE_MADE undefined',
    ]);
    expect(all.events[0]).toMatchObject({ database: 'shadows of PostgreSQL 15 and 17' });
  });
});

describe('validate of roles', () => {
  const grant = 'CREATE TABLE t (); GRANT SELECT ON t TO "c71 reader"; SET ROLE "c71 reader"; RESET ROLE';

  it('makes one that no script makes, and says so', async () => {
    project.migration('001_t', grant, 'DROP TABLE t');
    project.migration('002_index', 'CREATE INDEX CONCURRENTLY i ON t ((1)); GRANT SELECT ON t TO late', 'DROP INDEX i');
    const result = await project.validate();
    expect(found(result)).toEqual([
      'error DOWN_NOT_INVERSE migrations/002_index/down.sql',
      'notice ROLE_MADE undefined',
    ]);
    expect(messageOf(result)).toMatch(/role c71 reader \(.*001_t\/up\.sql\), role late \(.*002_index\/up\.sql\)/);
  });

  it('makes those of the config first, without a word', async () => {
    const { workspacePath } = project.settings;
    const given = createTestProject(nowhere, { workspacePath, shadowRoles: ['c71 reader'] });
    given.migration('001_t', grant, 'DROP TABLE t');
    expect(found(await given.validate())).toEqual([]);
  });

  it('does not make one that a later script makes', async () => {
    project.migration('001_t', grant, 'DROP TABLE t');
    project.migration('002_role', 'CREATE ROLE "c71 reader"', 'DROP ROLE "c71 reader"');
    const result = await project.validate();
    expect(found(result)).toEqual(['error STEP_FAILED migrations/001_t/up.sql', 'notice NOT_CHECKED undefined']);
  });
});

it('ends at a signal, and leaves the shadow to the next', async () => {
  project.migration('001_t', 'CREATE TABLE t ()', 'DROP TABLE t');
  const ports = openPorts(project.settings, interruptAtCheck('round-trip'));
  await expect(validate(project.settings, {}, ports)).rejects.toMatchObject({ code: 'CANCELLED' });
  await ports.close();
  expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [] });
});

it.each([
  [14, 'EXTENSION_MISSING apps/api/sql/migrations/001_geo/up.sql', '`shadow`'],
  [
    19,
    'EMBEDDED_BINARIES_MISSING undefined',
    '14, 15, 16, 17, 18; a newer @pgrestify/nx may have more. For a shadow, let `shadow` of the config name',
  ],
])('works on PostgreSQL %i, or says that it cannot beside its other findings', async (major, expected, hint) => {
  const elsewhere = createTestProject(nowhere, { shadowMajor: major });
  elsewhere.migration('001_geo', 'CREATE EXTENSION postgis');
  const { findings } = await elsewhere.validate();
  expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
    'DOWN_MISSING apps/api/sql/migrations/001_geo/down.sql',
    expected,
  ]);
  expect(findings[1]?.hint).toContain(hint);
  await shadowStopped(elsewhere.settings.workspacePath);
  elsewhere.dispose();
});
