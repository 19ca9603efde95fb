import { comparePlans } from './compare-plans';
import { diffPlans, planText } from './diff-plans';
import { parsePlan } from './parse-plan';

type Fields = Readonly<Record<string, unknown>>;

/** As EXPLAIN (FORMAT JSON) answers it, with the fields that these specs are about. */
function planOf(root: Fields, around: Fields = {}) {
  return parsePlan(JSON.stringify([{ Plan: root, ...around }]));
}

const seqScan = (relation: string, alias = relation): Fields => ({
  'Node Type': 'Seq Scan',
  'Relation Name': relation,
  Alias: alias,
});
const indexScan = (relation: string, index: string): Fields => ({
  'Node Type': 'Index Scan',
  'Relation Name': relation,
  Alias: relation,
  'Index Name': index,
});
const bitmapScan = (relation: string, index: string): Fields => ({
  'Node Type': 'Bitmap Heap Scan',
  'Relation Name': relation,
  Alias: relation,
  Plans: [{ 'Node Type': 'Bitmap Index Scan', 'Index Name': index }],
});
const join = (type: string, ...plans: readonly Fields[]): Fields => ({
  'Node Type': type,
  'Join Type': 'Inner',
  Plans: plans,
});
const sort = (place: string, plan: Fields): Fields => ({
  'Node Type': 'Sort',
  'Sort Key': ['id'],
  'Sort Space Type': place,
  Plans: [plan],
});

describe('the plan after', () => {
  it.each<[string, Fields, Fields, readonly string[]]>([
    ['is the same', seqScan('t'), { ...seqScan('t'), 'Total Cost': 9, Filter: '(a = 1)' }, []],
    [
      'reads the table as a whole',
      indexScan('t', 't_a'),
      seqScan('t'),
      ['seq-scan-now: Seq Scan on t, was Index Scan using t_a on t'],
    ],
    [
      'reads it as a whole without a bitmap',
      bitmapScan('t', 't_a'),
      seqScan('t', 't'),
      ['seq-scan-now: Seq Scan on t, was Bitmap Heap Scan on t by t_a'],
    ],
    [
      'uses an index',
      seqScan('t', 'x'),
      { ...indexScan('t', 't_a'), Alias: 'x' },
      ['index-gained: Index Scan using t_a on t x, was Seq Scan on t x'],
    ],
    [
      'uses another index',
      indexScan('t', 't_a'),
      indexScan('t', 't_b'),
      ['other-index: Index Scan using t_b on t, was Index Scan using t_a on t'],
    ],
    [
      'uses an index in another way',
      indexScan('t', 't_a'),
      bitmapScan('t', 't_a'),
      ['other-scan: Bitmap Heap Scan on t by t_a, was Index Scan using t_a on t'],
    ],
    [
      'uses none for rows by their place',
      indexScan('t', 't_a'),
      { ...seqScan('t'), 'Node Type': 'Tid Scan' },
      ['index-lost: Tid Scan on t, was Index Scan using t_a on t'],
    ],
    [
      'joins in another way',
      join('Hash Join', seqScan('a'), seqScan('b')),
      join('Nested Loop', seqScan('b'), seqScan('a')),
      ['other-join: Nested Loop of a, b, was Hash Join'],
    ],
    [
      'joins in another order',
      join('Hash Join', seqScan('c'), join('Hash Join', seqScan('a'), seqScan('b'))),
      join('Hash Join', seqScan('a'), join('Hash Join', seqScan('b'), seqScan('c'))),
      ['other-join-order: joins a, b, c, then b, c, was a, b, c, then a, b'],
    ],
    [
      'sorts on disk',
      sort('Memory', seqScan('t')),
      sort('Disk', seqScan('t')),
      ['sorts-on-disk: sorts in a temporary file'],
    ],
    ['sorts', seqScan('t'), sort('Memory', seqScan('t')), ['other-nodes: the plan has other nodes']],
  ])('%s', (_what, before, after, expected) => {
    expect(comparePlans(planOf(before), planOf(after)).map(({ kind, text }) => `${kind}: ${text}`)).toEqual(expected);
  });
});

it('both plans are one text, line by line, with what each took', () => {
  const took = (rows: number, hit: number): Fields => ({
    'Actual Rows': rows,
    'Actual Loops': 1,
    'Shared Hit Blocks': hit,
  });
  const aggregate = { 'Node Type': 'Aggregate', Strategy: 'Plain', 'Partial Mode': 'Simple' };
  const before = planOf({
    ...aggregate,
    ...took(1, 3),
    Plans: [{ ...indexScan('t', 't_a'), 'Index Cond': '(a = 1)', ...took(5, 3) }],
  });
  const after = planOf({
    ...aggregate,
    ...took(1, 900),
    Plans: [{ ...seqScan('t'), Filter: '(a = 1)', ...took(5, 900) }],
  });
  expect(diffPlans(before, after)).toEqual([
    '  Aggregate  (1 row, 3 buffers) → (1 row, 900 buffers)',
    '-   Index Scan using t_a on t, index cond (a = 1)  (5 rows, 3 buffers)',
    '+   Seq Scan on t, filter (a = 1)  (5 rows, 900 buffers)',
  ]);
  expect(planText(after)).toBe(
    'Aggregate  (1 row, 900 buffers)\n  Seq Scan on t, filter (a = 1)  (5 rows, 900 buffers)',
  );
});

it('a plan that was run says its time, rows and buffers', () => {
  const root = {
    ...seqScan('t'),
    'Actual Rows': 2.5,
    'Actual Loops': 2,
    'Shared Hit Blocks': 3,
    'Temp Read Blocks': 1,
  };
  const { run } = planOf({ ...root, 'Total Cost': 12.5 }, { 'Planning Time': 0.5, 'Execution Time': 2 });
  expect(run).toEqual({ timeMs: 2.5, rows: 5, buffers: 4 });
  expect(planOf(root).run).toBeUndefined();
});

it.each(['{}', '[]', '[1]', '[{"Plan": 1}]'])('%s is no plan', (json) => {
  expect(() => parsePlan(json)).toThrow('explained no plan');
});
