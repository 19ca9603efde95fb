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

describe('a review', () => {
  it('lets a table of the same release be locked, and no other', async () => {
    expect(await found([table, index])).toEqual([]);
    expect(await found([table], [index])).toEqual(['2:1 create-index']);
    expect(await found([table], ['DROP TABLE t; CREATE TABLE t (a int)', index])).toEqual([]);
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
