import { reviewSql, type WrittenScript } from '../../../testing/lint/review-sql';

/** `rule line-of-the-statement` of what is found. */
async function found(...releases: readonly (readonly (string | WrittenScript)[])[]): Promise<readonly string[]> {
  const scripts = releases.map((release) => release.map((one) => (typeof one === 'string' ? { sql: one } : one)));
  const findings = await reviewSql(scripts);
  return findings.map(({ rule, script, offset }) => {
    const before = script.parsed.script.text?.subarray(0, offset).toString() ?? '';
    return `${script.id}:${before.split('\n').length} ${rule.name}`;
  });
}

const table = 'CREATE TABLE t (a int NOT NULL)';
const index = 'CREATE INDEX t_a ON t (a)';

const history = `
  CREATE TABLE k (id int PRIMARY KEY, name varchar(12), price numeric(10, 2), at timestamp, old varchar(9), checked varchar(3) CHECK (checked <> ''));
  ALTER TABLE k RENAME COLUMN old TO renamed;
  CREATE TABLE o (name varchar(12)); ALTER TABLE o RENAME TO r;
  CREATE TABLE n (a text); DROP TABLE n; CREATE TABLE n (a int);
  CREATE TABLE p (at text NOT NULL, k int REFERENCES k) PARTITION BY RANGE (at);
  CREATE INDEX ON p (k);
  CREATE TABLE p_rest PARTITION OF p DEFAULT;
  ALTER TABLE p_rest ADD CHECK (at < '6' OR at >= '7');
  CREATE TABLE p6 (LIKE p INCLUDING ALL, CONSTRAINT b CHECK (at >= '6' AND at < '7'), FOREIGN KEY (k) REFERENCES k);
  CREATE TABLE q (at text) PARTITION BY LIST (at)`;

describe('a review', () => {
  it('lets a table of the same release be locked, and no other', async () => {
    expect(await found([table, index])).toEqual([]);
    expect(await found([table], [index])).toEqual(['2:1 create-index']);
    expect(await found([table], ['DROP TABLE t; CREATE TABLE t (a int)', index])).toEqual(['2:1 drop-table']);
    expect(await found([table, 'ALTER TABLE t RENAME TO u', 'CREATE INDEX u_a ON u (a)'])).toEqual([]);
  });

  it('only follows what cannot be edited any more', async () => {
    expect(await found([{ sql: `${table}; ${index}`, how: 'followed' }], [{ sql: index, how: 'followed' }])).toEqual(
      [],
    );
  });

  it('knows what earlier releases proved of the rows, also behind a rename', async () => {
    const check = 'ALTER TABLE t ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID';
    const validate = 'ALTER TABLE t VALIDATE CONSTRAINT c';
    const set = 'ALTER TABLE t ALTER b SET NOT NULL';
    expect(await found([table], [check], [set])).toEqual(['3:1 set-not-null']);
    expect(await found([table], [check], [validate], [set])).toEqual([]);
    const renamed = ['ALTER TABLE t RENAME TO u', 'ALTER TABLE u ALTER b SET NOT NULL'] as const;
    expect(await found([table], [check], [validate], [renamed[0]], [renamed[1]])).not.toContain('5:1 set-not-null');
  });

  it.each([
    ['a varchar that gets longer', 'ALTER TABLE k ALTER name TYPE varchar(40)'],
    ['a varchar that becomes a text', 'ALTER TABLE k ALTER name TYPE text'],
    ['a numeric that gets longer', 'ALTER TABLE k ALTER price TYPE numeric(14, 2)'],
    ['a timestamp without a limit', 'ALTER TABLE k ALTER at TYPE timestamp(6)'],
    ['a column that is not null already', 'ALTER TABLE k ALTER id SET NOT NULL'],
    ['a column of a table with another name by now', 'ALTER TABLE r ALTER name TYPE text'],
    ['a column with another name by now', 'ALTER TABLE k ALTER renamed TYPE varchar(90)'],
    ['a partition with all that its parent has', "ALTER TABLE p ATTACH PARTITION p6 FOR VALUES FROM ('6') TO ('7')"],
    ['a partition beside no default one', "CREATE TABLE q7 PARTITION OF q FOR VALUES IN ('7')"],
  ])('knows of earlier scripts %s', async (_what, sql) => {
    expect(await found([history], [sql])).toEqual([]);
  });

  it.each([
    ['a varchar that gets shorter', 'ALTER TABLE k ALTER name TYPE varchar(4)', 'change-column-type'],
    ['an integer that becomes a bigint', 'ALTER TABLE k ALTER id TYPE bigint', 'change-column-type'],
    ['a numeric of another scale', 'ALTER TABLE k ALTER price TYPE numeric(14, 3)', 'change-column-type'],
    ['a type that a check looks at again', 'ALTER TABLE k ALTER checked TYPE text', 'change-column-type'],
    ['a column of a table that came anew', 'ALTER TABLE n ALTER a TYPE text', 'change-column-type'],
    [
      'a partition without a check of its bound',
      "ALTER TABLE p ATTACH PARTITION p6 FOR VALUES FROM ('5') TO ('7')",
      'attach-partition',
    ],
    [
      'a default partition that may hold its rows',
      "CREATE TABLE p8 PARTITION OF p FOR VALUES FROM ('8') TO ('9')",
      'attach-partition',
    ],
  ])('finds %s', async (_what, sql, rule) => {
    expect(await found([history], [sql])).toContain(`2:1 ${rule}`);
  });

  it('believes that tables hold rows when a down.sql runs', async () => {
    const reindex = { sql: 'DROP INDEX t_a', role: 'down' } as const;
    expect(await found([table, reindex])).toEqual([]);
  });

  it('reads statements outside of a transaction one by one', async () => {
    const work = 'ALTER TABLE t ADD b int;\nUPDATE t SET b = a WHERE a > 1';
    expect(await found([table], [work])).toContain('2:2 work-under-lock');
    expect(await found([table], [`-- pgrestify: transaction off\n${work}`])).not.toContain('2:3 work-under-lock');
  });

  it('reads what psql reads, what a grammar does not know, and letters of several bytes', async () => {
    const copy = 'COPY t (a) FROM stdin;\n1\n\\.\n';
    expect(await found([table], [`${copy}SELECT 'ü';\n${index}`])).toEqual(['2:5 create-index']);
    expect(await found([table], [`SELECT 'ü';\nREPACK t;\n${index}`])).toEqual([
      '2:2 unknown-syntax',
      '2:2 rewrite-table',
      '2:3 create-index',
    ]);
  });
});

describe('a comment that waives', () => {
  it('takes away what its rule finds in the statement below it', async () => {
    expect(await found([table], [`-- pgrestify-ignore create-index: small\n${index}`])).toEqual([]);
    expect(await found([table], [`-- pgrestify-ignore create-index: small\nSELECT 1;\n${index}`])).toEqual([
      '2:3 create-index',
      '2:1 unused-ignore',
    ]);
  });

  it.each([
    ['without a reason', '-- pgrestify-ignore create-index', 'ignore-without-reason'],
    ['with an empty reason', '--pgrestify-ignore create-index: ', 'ignore-without-reason'],
    ['without a rule', '-- pgrestify-ignore', 'ignore-without-reason'],
    ['of another rule', '-- pgrestify-ignore reindex: small', 'unused-ignore'],
    ['of no rule', '-- pgrestify-ignore create-indx: small', 'unused-ignore'],
  ])('%s takes away nothing, and is found', async (_what, comment, rule) => {
    expect(await found([table], [`${comment}\n${index}`])).toEqual(['2:2 create-index', `2:1 ${rule}`]);
  });

  it('behind the last statement is found', async () => {
    expect(await found([`${table};\n-- pgrestify-ignore create-index: small\n`])).toEqual(['1:2 unused-ignore']);
  });

  it('is none within a string', async () => {
    expect(await found([`${table};\nSELECT '\n-- pgrestify-ignore create-index\n'`])).toEqual([]);
  });

  it('suggests the rule that was perhaps meant', async () => {
    const [finding] = await reviewSql([[{ sql: `-- pgrestify-ignore create-indx: small\n${table}` }]]);
    expect(finding?.message).toBe('no rule is called create-indx; did you mean create-index?');
  });
});
