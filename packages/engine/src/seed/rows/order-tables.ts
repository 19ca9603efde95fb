import type { SeedTable } from '../catalog/seed-table';

/** Tables in an order in which each comes after those that it refers to, circles broken where they are entered. Pure. */
export function orderTables(tables: readonly SeedTable[]): readonly SeedTable[] {
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  const ordered = new Set<SeedTable>();
  const entered = new Set<SeedTable>();
  const visit = (table: SeedTable): void => {
    if (entered.has(table)) return;
    entered.add(table);
    for (const { references } of table.foreignKeys) {
      const parent = byOid.get(references);
      if (parent) visit(parent);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}
