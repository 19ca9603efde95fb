import type { RowCount } from '../../rehearsal/count-rows';
import { findLost } from '../../rehearsal/find-lost';

/** What an up and its down together made of rows. */
export interface LostRows {
  readonly table: string;
  /** Undefined: whole rows. */
  readonly column?: string;
  /** `gone`: there is less of it; `changed`: other values are there. */
  readonly as: 'gone' | 'changed';
  readonly before: number;
  readonly after: number;
  /** Whether the up had kept it, so that the down takes it away. */
  readonly by: 'up' | 'down';
}

/** Contents of tables before an up, after it, and after its down. */
export interface Contents {
  readonly before: readonly RowCount[];
  readonly applied: readonly RowCount[];
  readonly undone: readonly RowCount[];
}

/**
 * What was there before an up and is not what is there after its down: whole rows, or where none went the values of a
 * column. A column of a table that lost rows is not told of by itself. Pure.
 */
export function findLostRows({ before, applied, undone }: Contents): readonly LostRows[] {
  const keptByUp = findLost(before, applied);
  const gone = findLost(before, undone).map(({ table, column, ...counts }): LostRows => {
    const isTaken = keptByUp.some((lost) => lost.table === table && (lost.column ?? column) === column);
    return { table, ...(column !== undefined && { column }), as: 'gone', ...counts, by: isTaken ? 'up' : 'down' };
  });
  const isGone = (table: string, column: string) =>
    gone.some((lost) => lost.table === table && (lost.column ?? column) === column);
  const changed = before.flatMap(({ table, values, sums = {} }) =>
    Object.entries(sums).flatMap(([column, sum]): readonly LostRows[] => {
      const [up, down] = [sumOf(applied, table, column), sumOf(undone, table, column)];
      if (isGone(table, column) || down === sum) return [];
      const count = values[column] ?? 0;
      return [{ table, column, as: 'changed', before: count, after: count, by: up === sum ? 'down' : 'up' }];
    }),
  );
  return [...gone, ...changed];
}

function sumOf(counts: readonly RowCount[], table: string, column: string): string | undefined {
  return counts.find((count) => count.table === table)?.sums?.[column];
}
