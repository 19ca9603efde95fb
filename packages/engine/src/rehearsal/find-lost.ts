import type { RowCount } from './count-rows';
import type { LostData } from './rehearsal';

/**
 * What was there and is there no more: whole rows; or where no row went, the values of a column. A table or column that is
 * gone has lost all. Pure.
 */
export function findLost(before: readonly RowCount[], after: readonly RowCount[]): readonly LostData[] {
  const now = new Map(after.map((count) => [count.table, count]));
  return before.flatMap(({ table, rows, values }): readonly LostData[] => {
    const left = now.get(table);
    const rowsLeft = left?.rows ?? 0;
    if (rowsLeft < rows) return [{ table, before: rows, after: rowsLeft }];
    return Object.entries(values).flatMap(([column, count]) => {
      const countLeft = left?.values[column] ?? 0;
      return countLeft < count ? [{ table, column, before: count, after: countLeft }] : [];
    });
  });
}
