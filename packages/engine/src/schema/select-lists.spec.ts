import { sortSelectLists } from './select-lists';

const list = (names: readonly string[], of: string): string => names.map((name) => `${of}.${name}`).join(', ');

/** Queries as the server writes them, over a table whose columns stand in that order. */
const queries: readonly (readonly [string, (...names: readonly string[]) => string])[] = [
  ['a table', (...names) => `SELECT ${list(names, 't')}\n   FROM t;`],
  ['no table', (...names) => `SELECT ${names.map((name) => `1 AS ${name}`).join(', ')};`],
  [
    'expressions',
    (...names) => `SELECT ${names.map((name) => `f((t.${name} + 1), ',') AS ${name}`).join(', ')} FROM t`,
  ],
  ['a condition', (...names) => `SELECT ${list(names, 't')} FROM t WHERE (t.a IN ( SELECT 1)) ORDER BY t.a`],
  ['distinct rows', (...names) => `SELECT DISTINCT ON (t.a) ${list(names, 't')} FROM t`],
  ['groups', (...names) => `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t.z) AS p, ${list(names, 't')} FROM t`],
  ['a union', (...names) => `SELECT ${list(names, 't')} FROM t UNION ALL SELECT ${list(names, 'u')} FROM u`],
  ['a subquery', (...names) => `SELECT s.a FROM ( SELECT ${list(names, 't')} FROM t) s WHERE (s.a > 0)`],
  ['a join', (...names) => `SELECT s.a FROM (( SELECT ${list(names, 't')} FROM t) s JOIN u USING (a))`],
  [
    'a table expression',
    (...names) => `WITH c AS MATERIALIZED ( SELECT ${list(names, 't')} FROM t) SELECT count(*) AS n FROM c`,
  ],
  ['words in quotes', (...names) => `SELECT ${names.map((name) => `t."${name} FROM"`).join(', ')} FROM t`],
];

describe('sortSelectLists', () => {
  it.each(queries)('does not tell the order of columns from %s', (_, query) => {
    expect(query('a', 'b', 'c')).not.toBe(query('c', 'a', 'b'));
    expect(sortSelectLists(query('c', 'a', 'b'))).toBe(sortSelectLists(query('a', 'b', 'c')));
    expect(sortSelectLists(query('a', 'b', 'd'))).not.toBe(sortSelectLists(query('a', 'b', 'c')));
  });

  it.each([
    ['names of columns that are exchanged', 'SELECT t.a AS x, t.b AS y FROM t', 'SELECT t.b AS x, t.a AS y FROM t'],
    [
      'one side of a union',
      'SELECT t.a, t.b FROM t UNION SELECT u.a, u.b FROM u',
      'SELECT t.a, t.b FROM t UNION SELECT u.b, u.a FROM u',
    ],
    [
      'rows that are compared by place',
      'SELECT t.a FROM t WHERE ((1, 2) IN ( SELECT u.a, u.b FROM u))',
      'SELECT t.a FROM t WHERE ((1, 2) IN ( SELECT u.b, u.a FROM u))',
    ],
    [
      'a subquery with names of its own',
      'SELECT s.x FROM ( SELECT t.a, t.b FROM t) s(x, y)',
      'SELECT s.x FROM ( SELECT t.b, t.a FROM t) s(x, y)',
    ],
    [
      'a table expression with names of its own',
      'WITH c(x, y) AS ( SELECT t.a, t.b FROM t) SELECT c.x FROM c',
      'WITH c(x, y) AS ( SELECT t.b, t.a FROM t) SELECT c.x FROM c',
    ],
    ['arguments', 'SELECT f(t.a, t.b) AS f FROM t', 'SELECT f(t.b, t.a) AS f FROM t'],
    ['the order of rows', 'SELECT t.a FROM t ORDER BY t.a, t.b', 'SELECT t.a FROM t ORDER BY t.b, t.a'],
  ])('tells %s', (_, query, other) => {
    expect(sortSelectLists(other)).not.toBe(sortSelectLists(query));
  });
});
