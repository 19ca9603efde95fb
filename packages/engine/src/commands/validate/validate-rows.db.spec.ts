import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { found, messageOf } from '../../../testing/projects/findings';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import type { Finding } from '../../checks/finding';
import type { ValidateResult } from '../../checks/validate-result';

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

let project: TestProject;

beforeAll(() => {
  project = createTestProject(nowhere);
});
afterAll(async () => {
  await shadowStopped(project.settings.workspacePath);
  project.dispose();
});

/** A migration of a table of its own, made by a migration before it, and what is found in it. */
interface Case {
  readonly title: string;
  /** What makes its table `t`, in a schema of its own, which is the search path. */
  readonly table: string;
  readonly up: string;
  readonly down: string;
  /** As `severity CODE file`. */
  readonly found: readonly string[];
  /** What messages contain. */
  readonly says?: readonly string[];
}

const users = 'CREATE TABLE t (id int PRIMARY KEY, email text, age int, name text NOT NULL)';

/** Each is tried from the state that the migrations before it made, so that one run answers for all. */
async function validateCases(cases: readonly Case[]): Promise<ValidateResult> {
  const schemas = cases.map((_, index) => `c${index}`);
  const tables = cases.map(({ table }, index) => `CREATE SCHEMA c${index}; SET search_path = c${index}; ${table}`);
  project.migration('001_base', tables.join(';\n'), `DROP SCHEMA ${schemas.join(', ')} CASCADE`);
  for (const [index, { up, down }] of cases.entries()) {
    const inSchema = (text: string) =>
      text.startsWith('-- pgrestify:') ? text : `SET search_path = c${index};\n${text}`;
    project.migration(`${100 + index}_change`, inSchema(up), inSchema(down));
  }
  return project.validate();
}

function inCase({ findings }: ValidateResult, index: number): readonly Finding[] {
  return findings.filter(({ code, ids }) => code !== 'LINT' && ids.includes(`${100 + index}_change`));
}

function ofUp(
  severity: Finding['severity'],
  title: string,
  table: string,
  up: string,
  down: string,
  sqlState: string,
): Case {
  return { title, table, up, down, found: [`${severity} UP_FAILS_ON_ROWS up.sql`], says: [`SQLSTATE ${sqlState}`] };
}

function ofDown(title: string, table: string, up: string, down: string, ...says: readonly string[]): Case {
  return { title, table, up, down, found: ['warning DOWN_LOSES_ROWS down.sql'], says };
}

function nothing(title: string, table: string, up: string, down: string): Case {
  return { title, table, up, down, found: [] };
}

const dropNotNull = 'ALTER TABLE t ALTER COLUMN email DROP NOT NULL';

describe.each<readonly [string, readonly Case[]]>([
  [
    'an up that fails on rows',
    [
      ofUp(
        'error',
        'adds a column NOT NULL without a default',
        users,
        'ALTER TABLE t ADD phone text NOT NULL',
        'ALTER TABLE t DROP phone',
        '23502',
      ),
      ofUp(
        'warning',
        'sets NOT NULL where NULL is allowed',
        users,
        'ALTER TABLE t ALTER COLUMN email SET NOT NULL',
        dropNotNull,
        '23502',
      ),
      ofUp(
        'warning',
        'makes unique what may have doubles',
        users,
        'CREATE UNIQUE INDEX i ON t (email)',
        'DROP INDEX i',
        '23505',
      ),
      ofUp(
        'warning',
        'narrows a type',
        'CREATE TABLE t (n bigint NOT NULL)',
        'ALTER TABLE t ALTER n TYPE int',
        'ALTER TABLE t ALTER n TYPE bigint',
        '22003',
      ),
      ofUp(
        'warning',
        'shortens a text',
        users,
        'ALTER TABLE t ALTER name TYPE varchar(20)',
        'ALTER TABLE t ALTER name TYPE text',
        '22001',
      ),
      ofUp(
        'warning',
        'adds a CHECK',
        users,
        'ALTER TABLE t ADD CONSTRAINT c CHECK (age > 17)',
        'ALTER TABLE t DROP CONSTRAINT c',
        '23514',
      ),
      ofUp(
        'warning',
        'adds a CHECK to a domain',
        'CREATE DOMAIN price AS int; CREATE TABLE t (p price NOT NULL)',
        'ALTER DOMAIN price ADD CONSTRAINT c CHECK (VALUE > 0)',
        'ALTER DOMAIN price DROP CONSTRAINT c',
        '23514',
      ),
      ofUp(
        'warning',
        'reads what may be no number',
        users,
        'ALTER TABLE t ALTER name TYPE int USING name::int',
        'ALTER TABLE t ALTER name TYPE text',
        '22P02',
      ),
      ofUp(
        'error',
        'refuses in a DO block, with a role that no script makes',
        users,
        "GRANT SELECT ON t TO reader; DO $$ BEGIN IF EXISTS (SELECT FROM t) THEN RAISE 'rows' USING ERRCODE = '23000'; END IF; END $$",
        'REVOKE SELECT ON t FROM reader',
        '23000',
      ),
    ],
  ],
  [
    'an up that rows do not refuse',
    [
      nothing('has a default', users, "ALTER TABLE t ADD phone text NOT NULL DEFAULT ''", 'ALTER TABLE t DROP phone'),
      nothing(
        'refers to rows like its own',
        users,
        'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (age) REFERENCES t',
        'ALTER TABLE t DROP CONSTRAINT f',
      ),
      nothing(
        'is waived over the statement',
        users,
        '-- pgrestify-ignore up-fails-on-rows: the application never wrote NULL\nALTER TABLE t ALTER COLUMN email SET NOT NULL',
        dropNotNull,
      ),
      {
        title: 'fills what is NULL, which no down brings back',
        table: users,
        up: 'UPDATE t SET email = id::text WHERE email IS NULL; ALTER TABLE t ALTER COLUMN email SET NOT NULL',
        down: dropNotNull,
        found: ['warning DOWN_LOSES_ROWS down.sql'],
      },
      {
        title: 'cannot be tried, since no row can be made up',
        table: 'CREATE TABLE odd (v int CHECK (v IS NULL AND v IS NOT NULL))',
        up: 'ALTER TABLE odd ADD w int',
        down: 'ALTER TABLE odd DROP w',
        found: ['notice ROWS_NOT_TRIED up.sql'],
        says: ['(new row for relation "odd" violates check constraint "odd_v_check")'],
      },
      nothing(
        'is not in one transaction',
        users,
        'VACUUM t; ALTER TABLE t ALTER COLUMN email SET NOT NULL',
        dropNotNull,
      ),
    ],
  ],
  [
    'a down that loses rows',
    [
      ofDown(
        'adds a column again that the up dropped',
        'CREATE TABLE t (id int, age int)',
        'ALTER TABLE t DROP age',
        'ALTER TABLE t ADD age int',
        '.t.age: 2 of 2 values are gone (up.sql takes it, and down.sql does not bring it back)',
      ),
      ofDown(
        'makes a table again that the up dropped',
        'CREATE TABLE t (v int)',
        'DROP TABLE t',
        'CREATE TABLE t (v int)',
        '.t: 3 of 3 rows are gone (up.sql takes it, and down.sql does not bring it back)',
      ),
      ofDown(
        'deletes what the up kept',
        'CREATE TABLE t (v int)',
        'ALTER TABLE t ADD w int',
        'DELETE FROM t; ALTER TABLE t DROP w',
        '.t: 3 of 3 rows are gone (down.sql takes what up.sql kept)',
      ),
      ofDown(
        'has digits that the type for a time does not',
        'CREATE TABLE t (v numeric NOT NULL)',
        'ALTER TABLE t ALTER v TYPE bigint',
        'ALTER TABLE t ALTER v TYPE numeric',
        '.t.v: other values than before (up.sql changes them, and down.sql does not restore them)',
      ),
      {
        title: 'adds a column NOT NULL again',
        table: users,
        up: 'ALTER TABLE t DROP name',
        down: 'ALTER TABLE t ADD name text NOT NULL',
        found: ['error DOWN_FAILS_ON_ROWS down.sql'],
      },
      nothing('renames', users, 'ALTER TABLE t RENAME TO u', 'ALTER TABLE u RENAME TO t'),
      nothing('takes a column that only the up added', users, 'ALTER TABLE t ADD x int', 'ALTER TABLE t DROP x'),
      nothing(
        'is waived over a statement',
        'CREATE TABLE t (v int, w int)',
        '-- pgrestify-ignore down-loses-rows: nobody reads it\nALTER TABLE t DROP w',
        'ALTER TABLE t ADD w int',
      ),
      {
        title: 'says that it cannot be undone',
        table: users,
        up: 'DROP TABLE t',
        down: '-- pgrestify: irreversible gone',
        found: ['notice IRREVERSIBLE up.sql'],
      },
    ],
  ],
])('%s', (_, cases) => {
  let result: ValidateResult;
  beforeAll(async () => {
    project.clear();
    result = await validateCases(cases);
  });

  it.each(cases.map((each, index) => [each.title, index, each] as const))(
    '%s',
    (_title, index, { found, says = [] }) => {
      const findings = inCase(result, index);
      const told = findings.map(({ severity, code, path = '' }) => `${severity} ${code} ${path.split('/').at(-1)}`);
      expect(told).toEqual(found);
      for (const text of says) expect(findings.map(({ message }) => message).join('\n')).toContain(text);
    },
  );

  it('ends before the schema of any other is touched', () => {
    expect(result.findings.filter(({ code, ids }) => code !== 'LINT' && ids.includes('001_base'))).toEqual([]);
  });
});

describe('trying on rows', () => {
  beforeEach(() => project.clear());

  it('begins with the rows of the test data, and leaves nothing behind, numbers of sequences included', async () => {
    project.migration('001_t', 'CREATE TABLE t (id serial PRIMARY KEY, v text)', 'DROP TABLE t');
    project.migration('002_unique', 'CREATE UNIQUE INDEX i ON t (v)', 'DROP INDEX i');
    project.migration('003_row', "INSERT INTO t (v) VALUES ('a')", "DELETE FROM t WHERE v = 'a'");
    const isSecond = 'ASSERT (SELECT count(*) = 1 FROM t WHERE id = 2 AND v = $$a$$)';
    project.migration('004_more', `DO 'BEGIN ${isSecond}; END'; CREATE TABLE u ()`, 'DROP TABLE u');
    project.write('test-data/t.sql', "INSERT INTO t (v) VALUES ('b'), ('b') ON CONFLICT DO NOTHING");
    const result = await project.validate();
    const findings = result.findings.filter(({ code }) => code !== 'LINT');
    expect(findings.map(({ severity, code, ids, line }) => [severity, code, ids, line])).toEqual([
      ['error', 'UP_FAILS_ON_ROWS', ['002_unique'], 1],
    ]);
    expect(messageOf(result)).toContain('Key (v)=(b) is duplicated');
  });

  it('says nothing of what fails without rows as well', async () => {
    project.migration('001_t', users, 'DROP TABLE t');
    project.migration('002_x', 'ALTER TABLE t ADD x nothing', 'SELECT 1');
    expect(found(await project.validate())).toEqual(['error STEP_FAILED migrations/002_x/up.sql']);
  });
});
