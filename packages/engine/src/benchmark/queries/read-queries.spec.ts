import { createMemoryFiles } from '../../../testing/memory/memory-files';
import { readQueries } from './read-queries';

/** Reads a folder of benchmarks with these files. */
function read(texts: Readonly<Record<string, string | Buffer>>) {
  const tree = Object.entries(texts).map(([name, text]) => [`api/sql/benchmarks/${name}`, text]);
  const files = createMemoryFiles(Object.fromEntries(tree));
  return readQueries(files, { workspacePath: '/workspace', sqlPath: '/workspace/api/sql' });
}

const queryOf = (texts: Readonly<Record<string, string>>) => {
  const { queries, problems } = read(texts);
  expect(problems).toEqual([]);
  expect(queries).toHaveLength(1);
  return queries[0];
};

describe('a file of sql/benchmarks', () => {
  it('is a query by its name, run once for each line of parameters', () => {
    const text = [
      '-- The page of an author.',
      "-- pgrestify: parameters 42, 'a, b'",
      "-- pgrestify: parameters (1 + 1), ARRAY['x', 'y']::text[]",
      '-- pgrestify: set role = authenticated',
      `-- pgrestify: set request.jwt.claims = '{"sub": "it''s"}'`,
      'SELECT * FROM posts WHERE author_id = $1 AND title = $2; -- the end',
    ].join('\n');
    expect(queryOf({ 'by-author.sql': text, 'README.md': 'notes' })).toMatchObject({
      name: 'by-author',
      origin: { kind: 'file', path: 'api/sql/benchmarks/by-author.sql' },
      statement: 'SELECT * FROM posts WHERE author_id = $1 AND title = $2',
      parameterRows: [
        { label: "42, 'a, b'", values: ['42', "'a, b'"] },
        { values: ['(1 + 1)', "ARRAY['x', 'y']::text[]"] },
      ],
      settings: [
        { name: 'role', value: 'authenticated' },
        { name: 'request.jwt.claims', value: '{"sub": "it\'s"}' },
      ],
    });
  });

  it('is run once, without parameters, when it has none', () => {
    const text = 'SELECT \'$1\', "$2", $$ $3 $$ -- $4';
    expect(queryOf({ 'all.sql': text })?.parameterRows).toEqual([{ label: '', values: [] }]);
  });

  it('takes its parameters from a CSV beside it: names, then a row of values in each line', () => {
    const csv = '\uFEFFid,title\r\n1,"say ""hi"", twice"\r\n\r\n2,\r\n3,""\r\n"4","two\r\nlines"\r\n';
    const query = queryOf({ 'q.sql': 'SELECT $1::int, $2::text', 'q.csv': csv });
    expect(query?.parameterRows).toEqual([
      { label: 'id=1, title=say "hi", twice', values: ["'1'", '\'say "hi", twice\''] },
      { label: 'id=2, title=NULL', values: ["'2'", 'NULL'] },
      { label: 'id=3, title=', values: ["'3'", "''"] },
      { label: 'id=4, title=two\nlines', values: ["'4'", "'two\nlines'"] },
    ]);
  });

  it('may begin with a bracket, and may write', () => {
    expect(queryOf({ 'q.sql': '(SELECT 1) UNION ALL (SELECT 2)' })?.name).toBe('q');
    expect(queryOf({ 'q.sql': 'UPDATE t SET a = 1' })?.access).toBe('read-write');
  });
});

it('a project without the folder has no queries', () => {
  const files = createMemoryFiles({ 'api/sql/': '' });
  const reading = readQueries(files, { workspacePath: '/workspace', sqlPath: '/workspace/api/sql' });
  expect(reading).toEqual({ folderPath: 'api/sql/benchmarks', queries: [], problems: [] });
});

describe('what is wrong is said with its place', () => {
  const many = `n\n${'1\n'.repeat(51)}`;
  it.each<[string, Readonly<Record<string, string | Buffer>>, string]>([
    ['two queries', { 'q.sql': 'SELECT 1;\n  SELECT 2;' }, 'q.sql:2:3: A second statement begins here; a file'],
    ['no query', { 'q.sql': '-- nothing\n;' }, 'q.sql: The file has no query.'],
    ['no query of its kind', { 'q.sql': '\nDROP TABLE t' }, 'q.sql:2:1: DROP is no query that can be timed'],
    ['an EXPLAIN', { 'q.sql': 'EXPLAIN SELECT 1' }, 'q.sql:1:1: EXPLAIN is no query that can be timed'],
    ['an open quote', { 'q.sql': "SELECT 'a" }, 'q.sql:1:8: '],
    ['UTF-16', { 'q.sql': Buffer.from([0xff, 0xfe, 0x53, 0]) }, 'q.sql:1:1: The file is UTF-16, not UTF-8. Save it'],
    ['no values', { 'q.sql': 'SELECT $2' }, 'q.sql: The query has 2 parameters, and no values for them.'],
    [
      'too few values',
      { 'q.sql': '-- pgrestify: parameters 1\nSELECT $1, $2' },
      'q.sql: The query has 2 parameters, and `1` is 1 value.',
    ],
    [
      'values for nothing',
      { 'q.sql': '-- pgrestify: parameters 1\nSELECT 1' },
      'q.sql: The query has no parameter, and `1` is 1 value.',
    ],
    [
      'values said twice',
      { 'q.sql': '-- pgrestify: parameters 1\nSELECT $1', 'q.csv': 'a\n1\n' },
      'q.sql: Its parameters are said twice',
    ],
    [
      'an empty value',
      { 'q.sql': '-- pgrestify: parameters 1,,2\nSELECT 1' },
      'q.sql:1:15: parameters: a value is empty',
    ],
    [
      'a semicolon among values',
      { 'q.sql': '-- pgrestify: parameters 1; DROP TABLE t\nSELECT $1' },
      'q.sql:1:15: parameters: `;` is no part of a value',
    ],
    [
      'an open bracket',
      { 'q.sql': '-- pgrestify: parameters (1\nSELECT $1' },
      'q.sql:1:15: parameters: a bracket is not',
    ],
    ['a bracket too many', { 'q.sql': '-- pgrestify: parameters 1)\nSELECT $1' }, 'q.sql:1:15: parameters: `)` closes'],
    [
      'a directive that nobody knows',
      { 'q.sql': '-- pgrestify: lock-timeout 5s\nSELECT 1' },
      'q.sql:1:15: `lock-timeout 5s` is not understood in a benchmark; known are `parameters',
    ],
    ['a setting without a value', { 'q.sql': '-- pgrestify: set role\nSELECT 1' }, 'q.sql:1:15: `set role` is not'],
    [
      'a directive below the query',
      { 'q.sql': 'SELECT $1\n-- pgrestify: parameters 1' },
      'q.sql:2:15: `parameters 1` stands below the query; move it above.',
    ],
    [
      'a ragged CSV',
      { 'q.sql': 'SELECT $1, $2', 'q.csv': 'a,b\n1,"x\ny"\n1\n' },
      'q.csv:4:1: The row has 1 of the 2 values that the first line names.',
    ],
    ['a CSV of names alone', { 'q.sql': 'SELECT $1', 'q.csv': 'a\n' }, 'q.csv: The CSV has no row of values below'],
    [
      'a quote in a CSV that is not closed',
      { 'q.sql': 'SELECT $1', 'q.csv': 'a\n"1\n' },
      'q.csv:2:1: A quote is opened',
    ],
    ['text behind a quote', { 'q.sql': 'SELECT $1', 'q.csv': 'a\n"1"2\n' }, 'q.csv:2:1: Something stands behind'],
    ['too many rows', { 'q.sql': 'SELECT $1', 'q.csv': many }, 'q.csv:52:1: The CSV has more than 50 rows'],
    [
      'a CSV of another width',
      { 'q.sql': 'SELECT $1', 'q.csv': 'a,b\n1,2\n' },
      'q.sql: The query has 1 parameter, and `a=1',
    ],
    ['a CSV without a query', { 'q.csv': 'a\n1\n' }, 'q.csv: It would be the parameters of api/sql/benchmarks/q.sql'],
  ])('%s', (_what, texts, expected) => {
    const { queries, problems } = read(texts);
    const [first, ...others] = problems.map(({ path, line, column, message }) =>
      [path, ...(line === undefined ? [] : [line, column])].join(':').concat(`: ${message}`),
    );
    expect(first?.replace('api/sql/benchmarks/', '')).toContain(expected);
    expect({ queries, others }).toEqual({ queries: [], others: [] });
  });
});
