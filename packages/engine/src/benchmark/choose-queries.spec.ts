import { createMemoryFiles } from '../../testing/memory/memory-files';
import { testSettings } from '../../testing/projects/test-settings';
import { chooseFromFiles, chooseFromTop } from './choose-queries';
import type { TopStatement } from './queries/top-statements';

const address = { host: 'h', port: 1, user: 'u', password: undefined, database: 'd' };

function choose(texts: Readonly<Record<string, string>>, budgets: readonly string[] = []) {
  const files = createMemoryFiles(
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [`apps/api/sql/benchmarks/${name}`, text])),
  );
  const bounds = { maxSlowdown: 2, maxVariation: 1 };
  const queries = Object.fromEntries(budgets.map((name) => [name, bounds]));
  const chosen = chooseFromFiles(testSettings('/workspace', address, { benchmarks: { queries } }), files);
  return chosen.refusals.map(({ code, message }) => `${code}: ${message}`);
}

describe('queries of files are refused', () => {
  it('when there are none', () => {
    expect(choose({})).toEqual(['BENCHMARKS_MISSING: apps/api/sql/benchmarks holds no query to measure.']);
  });

  it('all that are wrong, and nothing else then', () => {
    expect(choose({ 'a.sql': '', 'b.sql': 'SELECT $1', 'c.sql': 'SELECT 1' }, ['d'])).toEqual([
      'BENCHMARK_INVALID: apps/api/sql/benchmarks/a.sql: The file has no query.',
      expect.stringContaining('BENCHMARK_INVALID: apps/api/sql/benchmarks/b.sql: The query has 1 parameter'),
    ]);
  });

  it('when the config has a budget of one that is not there', () => {
    expect(choose({ 'a.sql': 'SELECT 1' }, ['a', 'b'])).toEqual([
      'BENCHMARK_INVALID: The config has a budget of the query "b", and there is no apps/api/sql/benchmarks/b.sql.',
    ]);
  });
});

describe('of the top statements', () => {
  const top = (text: string): TopStatement => ({ queryId: '7', text, calls: 3, meanMs: 1.5 });

  it.each([
    ['SELECT count(*) FROM t', 140_000, 1],
    ['/* app */ (SELECT 1) UNION (SELECT 2)', 140_000, 1],
    ['WITH a AS (SELECT 1) TABLE a', 140_000, 1],
    ['SELECT * FROM t WHERE a = $1', 160_000, 0],
  ])('%s is compared on %d, with %d rows of parameters', (text, version, rows) => {
    const { queries, refusals } = chooseFromTop([top(text)], version);
    expect(refusals).toEqual([]);
    expect(queries).toMatchObject([
      { name: 'top-7', access: 'read-only', origin: { kind: 'top', calls: 3 }, parameterRows: { length: rows } },
    ]);
  });

  it.each([
    ['SELECT * FROM t WHERE a = $1', 150_000, 'It has parameters, whose values nobody knows; from PostgreSQL 16 on'],
    ['UPDATE t SET a = 1', 180_000, 'It is no SELECT.'],
    ['WITH a AS (DELETE FROM t RETURNING *) SELECT 1', 180_000, 'It is no SELECT.'],
    ['', 180_000, 'Its text is not ours to see'],
  ])('%s is left out on %d', (text, version, reason) => {
    const { leftOut, refusals } = chooseFromTop([top(text), top('SELECT 1')], version);
    expect(leftOut).toEqual([{ statement: text, calls: 3, reason: expect.stringContaining(reason) }]);
    expect(refusals).toEqual([]);
  });

  it('none that can be compared is refused, with the reasons', () => {
    const { refusals } = chooseFromTop([top('UPDATE t SET a = 1'), top('DELETE FROM t')], 180_000);
    expect(refusals.map(({ code, message }) => [code, message.split('\n').slice(1)])).toEqual([
      ['BENCHMARKS_MISSING', ['It is no SELECT.']],
    ]);
  });
});
