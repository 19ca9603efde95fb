import { makePostsSql, measureBetween } from '../../../testing/benchmark/measure-between';
import { useClient, useDatabase, useServer } from '../../../testing/servers/use-database';
import type { BenchmarkQuery, ParameterRow } from '../queries/benchmark-query';
import type { BenchmarkCase } from '../verdict/benchmark-result';

const server = useServer();
const before = useDatabase(server);
const after = useDatabase(server);
const old = useClient(before);
const now = useClient(after);

function query(statement: string, change: Partial<BenchmarkQuery> = {}): BenchmarkQuery {
  const path = 'sql/benchmarks/q.sql';
  const parameterRows: readonly ParameterRow[] = [{ label: '', values: [] }];
  const text = `-- a comment\n${statement}`;
  const settings: BenchmarkQuery['settings'] = [];
  return {
    name: 'q',
    origin: { kind: 'file', path },
    text,
    statement,
    parameterRows,
    settings,
    access: 'read-write',
    ...change,
  };
}

async function measureOne(statement: string, change: Partial<BenchmarkQuery> = {}): Promise<BenchmarkCase> {
  const { cases } = await measureBetween({ before, after }, [query(statement, change)]);
  const [found] = cases;
  if (found === undefined || cases.length > 1) throw new Error('One case was expected.');
  return found;
}

/** In both databases. */
async function setUp(sql: string): Promise<void> {
  await old.query(sql);
  await now.query(sql);
}

const makePosts = () => setUp(makePostsSql);
const byAuthor = 'SELECT * FROM posts WHERE author_id = $1';
const author: ParameterRow = { label: 'author_id=7', values: ["'7'"] };

it('a query whose index is gone is slower, with what both plans did', async () => {
  await makePosts();
  await now.query('DROP INDEX posts_author');
  const found = await measureOne(byAuthor, { parameterRows: [author] });
  expect(found).toMatchObject({
    verdict: 'slower',
    parameters: 'author_id=7',
    before: { rows: 100, timesMs: { length: 8 } },
    after: { rows: 100, timesMs: { length: 8 } },
    planChanges: [{ kind: 'seq-scan-now' }],
  });
  expect(found.reason).toMatch(/^it takes [\d.]+ times as long, and 1.2 times is the budget$/);
  expect(found.after.buffers ?? 0).toBeGreaterThan(3 * (found.before.buffers ?? 0));
  const texts = found.planDifference.map((line) => line.replaceAll(/ {2}\(\d+ .*/g, ''));
  expect(texts[0]).toMatch(/^- .*posts/);
  expect(texts.at(-1)).toMatch(/^\+ .*Seq Scan on posts, filter \(author_id = 7\)$/);
});

it('a query that gets an index is faster', async () => {
  await makePosts();
  await old.query('DROP INDEX posts_author');
  const found = await measureOne(byAuthor, { parameterRows: [author] });
  expect(found).toMatchObject({ verdict: 'faster', planChanges: [{ kind: 'index-gained' }] });
});

it('each row of parameters is measured for itself', async () => {
  await makePosts();
  const other: ParameterRow = { label: 'NULL', values: ['NULL'] };
  const { cases } = await measureBetween({ before, after }, [query(byAuthor, { parameterRows: [author, other] })]);
  expect(cases.map(({ parameters, before: { rows } }) => [parameters, rows])).toEqual([
    ['author_id=7', 100],
    ['NULL', 0],
  ]);
});

it('what a query writes is rolled back, each time', async () => {
  await setUp('CREATE TABLE t (id int PRIMARY KEY)');
  const found = await measureOne('INSERT INTO t VALUES (1) RETURNING id');
  expect([found.before.error, found.after.error, found.before.rows]).toEqual([undefined, undefined, 1]);
  expect((await now.query('SELECT * FROM t')).rows).toEqual([]);
});

it('runs with the settings that its file says, as a role that the rows are hidden from', async () => {
  await setUp(`CREATE TABLE own (owner text); INSERT INTO own VALUES ('a'), ('b'), ('b');
    ALTER TABLE own ENABLE ROW LEVEL SECURITY;
    CREATE POLICY mine ON own USING (owner = current_setting('app.user', true))`);
  await now.query(
    `DO $$ BEGIN IF to_regrole('benchmark_reader') IS NULL THEN CREATE ROLE benchmark_reader; END IF; END $$`,
  );
  await setUp('GRANT SELECT ON own TO benchmark_reader');
  const settings = [
    { name: 'role', value: 'benchmark_reader' },
    { name: 'app.user', value: 'b' },
    { name: 'search_path', value: 'pg_catalog, public' },
  ];
  expect((await measureOne('SELECT * FROM own', { settings })).before.rows).toBe(2);
  expect((await measureOne('SELECT * FROM own')).before.rows).toBe(3);
});

describe('a query that fails', () => {
  it('only after the migrations is named, with its place in the file', async () => {
    await setUp('CREATE TABLE t (a int, b int)');
    await now.query('ALTER TABLE t DROP COLUMN b');
    const found = await measureOne('SELECT a,\n  b FROM t');
    expect(found.verdict).toBe('fails-now');
    expect(found.before.plan).toContain('Seq Scan on t');
    expect(found.after.error).toMatchObject({
      code: 'BENCHMARK_FAILED',
      message: 'sql/benchmarks/q.sql:3:3: column "b" does not exist (SQLSTATE 42703).',
      location: { path: 'sql/benchmarks/q.sql', line: 3, column: 3 },
      excerpt: '3 |   b FROM t\n  |   ^',
      sqlState: '42703',
    });
  });

  it('only before them is new', async () => {
    await now.query('CREATE TABLE t (a int)');
    const found = await measureOne('SELECT * FROM t');
    expect([found.verdict, found.factor, found.after.rows]).toEqual(['new', undefined, 0]);
  });

  it('on both sides is the benchmark that is wrong', async () => {
    const found = await measureOne('SELECT 1 / $1::int', { parameterRows: [{ label: '0', values: ['0'] }] });
    expect(found.verdict).toBe('fails');
    expect(found.reason).toBe(
      'it fails before the migrations as well: sql/benchmarks/q.sql: division by zero (SQLSTATE 22012).',
    );
  });

  it('on both sides says why it failed before the migrations', async () => {
    await setUp('CREATE TABLE t (b text)');
    await now.query('ALTER TABLE t RENAME COLUMN b TO c');
    expect((await measureOne('SELECT * FROM t WHERE b = 1')).reason).toContain('operator does not exist');
  });

  it('leaves the session as it was, for the next one', async () => {
    const { cases } = await measureBetween({ before, after }, [query('SELECT nothing'), query('SELECT 1')]);
    expect(cases.map(({ before: { rows } }) => rows)).toEqual([undefined, 1]);
  });
});

it('nothing is measured any more once the run is interrupted', async () => {
  await expect(measureBetween({ before, after }, [query('SELECT 1')], AbortSignal.abort())).rejects.toMatchObject({
    code: 'CANCELLED',
  });
});
