import type { KnownTable } from './known-table';

/** The table with a column under another name. */
export function renameColumn(table: KnownTable, before: string, after: string): KnownTable {
  const renamed = (name: string | undefined) => (name === before ? after : name);
  const columns = [...table.columns.values()].map((one) => (one.name === before ? { ...one, name: after } : one));
  return {
    ...table,
    columns: new Map(columns.map((column) => [column.name, column])),
    indexes: table.indexes.map((index) => ({ ...index, columns: index.columns.map(renamed) })),
    references: table.references.map((one) => ({
      ...one,
      columns: one.columns.map((name) => (name === before ? after : name)),
    })),
    partitionKey: table.partitionKey?.map((name) => (name === before ? after : name)),
  };
}
