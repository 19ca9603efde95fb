import { readTargetEntries } from './view-columns';

const rule = (targets: string) =>
  `({QUERY :commandType 1 :rtable ({RANGETBLENTRY :subquery {QUERY :targetList ({TARGETENTRY :resno 9 :resorigtbl 9 :resorigcol 9})} :relid 5}) :targetList (${targets}) :override 0 :limitCount <>})`;

const entry = (resno: number, table: number, column: number, name = 'id') =>
  `{TARGETENTRY :expr {VAR :varno 1 :varattno ${column} :location 8} :resno ${resno} :resname ${name} :ressortgroupref 0 :resorigtbl ${table} :resorigcol ${column} :resjunk false}`;

it('reads the columns of the outermost query that come from a relation', () => {
  expect(readTargetEntries(rule([entry(1, 16384, 2), entry(2, 0, 0), entry(3, 16390, 1)].join(' ')))).toEqual([
    { column: 1, origin: { relation: 16384, column: 2 } },
    { column: 3, origin: { relation: 16390, column: 1 } },
  ]);
});

it.each(['a\\{b', 'c\\}\\)', 'd\\ :resno\\ 7', '\\\\'])('is not misled by a column that is called %s', (name) => {
  expect(readTargetEntries(rule(`${entry(1, 16384, 2, name)} ${entry(2, 16384, 3)}`))).toEqual([
    { column: 1, origin: { relation: 16384, column: 2 } },
    { column: 2, origin: { relation: 16384, column: 3 } },
  ]);
});

it.each(['', '<>', '({QUERY :commandType 1 :targetList <>})'])('reads nothing of %j', (text) => {
  expect(readTargetEntries(text)).toEqual([]);
});
