import type { SeedTable } from '../catalog/seed-table';

/** The link that a column belongs to, by table and column; undefined: no foreign key concerns it. */
export type ColumnLinks = (table: SeedTable, column: string) => string | undefined;

/**
 * Columns that foreign keys make hold the same values, each group under one name: a row that has in each of them the
 * group's value of its place refers to the row of that place, through however many keys, also in a circle, to itself, and
 * where keys share a column. Pure.
 */
export function linkColumns(tables: readonly SeedTable[]): ColumnLinks {
  const leaders = new Map<string, string>();
  const find = (key: string): string => {
    const leader = leaders.get(key);
    if (leader === undefined || leader === key) return key;
    const top = find(leader);
    leaders.set(key, top);
    return top;
  };
  for (const { oid, foreignKeys } of tables) {
    for (const { columns, references, referenced } of foreignKeys) {
      columns.forEach((column, index) => {
        const [one, other] = [find(keyOf(oid, column)), find(keyOf(references, referenced[index] ?? ''))];
        leaders.set(one, one);
        leaders.set(other, one);
      });
    }
  }
  return ({ oid }, column) => {
    const key = keyOf(oid, column);
    return leaders.has(key) ? find(key) : undefined;
  };
}

function keyOf(oid: string, column: string): string {
  return JSON.stringify([oid, column]);
}
