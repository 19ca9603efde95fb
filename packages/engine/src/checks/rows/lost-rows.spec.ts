import type { RowCount } from '../../rehearsal/count-rows';
import { findLostRows } from './lost-rows';

const table = 'app.users';

/** Rows with a column `name`: how many have a value, and the sum of all. */
function counted(rows: number, values: number, sum: string): readonly RowCount[] {
  return [{ table, rows, values: { name: values }, sums: { name: sum } }];
}

const before = counted(3, 2, '7');

it.each<readonly [string, readonly RowCount[], readonly RowCount[], object[]]>([
  ['nothing where all is as before', before, before, []],
  ['nothing where there is more', before, [{ table, rows: 4, values: { name: 2 }, sums: { name: '7' } }], []],
  ['nothing where another name came back', [], before, []],
  ['rows that the down takes', before, counted(1, 1, '3'), [{ as: 'gone', before: 3, after: 1, by: 'down' }]],
  ['rows that the up took', [], [], [{ as: 'gone', before: 3, after: 0, by: 'up' }]],
  [
    'values that the up took',
    counted(3, 0, '0'),
    counted(3, 0, '0'),
    [{ column: 'name', as: 'gone', before: 2, after: 0, by: 'up' }],
  ],
  [
    'values that the down changes',
    before,
    counted(3, 2, '8'),
    [{ column: 'name', as: 'changed', before: 2, after: 2, by: 'down' }],
  ],
  [
    'values that stay as the up changed them',
    counted(3, 2, '9'),
    counted(3, 2, '9'),
    [{ column: 'name', as: 'changed', before: 2, after: 2, by: 'up' }],
  ],
])('finds %s', (_, applied, undone, expected) => {
  expect(findLostRows({ before, applied, undone })).toEqual(expected.map((lost) => ({ table, ...lost })));
});
