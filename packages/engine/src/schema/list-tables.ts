import type { CatalogRow } from '../ports';
import { compareText } from './canonical';
import { columnsInOrder, definitionOf } from './definition';

/** A table as `--verify` prints it. */
export interface TableSummary {
  /** With its schema, quoted where needed. */
  readonly name: string;
  /** As they stand. */
  readonly columns: readonly string[];
  readonly indexes: number;
  readonly constraints: number;
  readonly policies: number;
  readonly rowSecurity: boolean;
}

/** Tables and partitioned tables of a snapshot, by name. */
export function listTables(rows: readonly CatalogRow[]): readonly TableSummary[] {
  const parts = countParts(rows);
  const count = (kind: string, table: string): number => parts.get(JSON.stringify([kind, table])) ?? 0;
  return rows
    .filter((row) => row.kind === 'table')
    .map((row) => ({
      name: row.id,
      columns: columnsInOrder(row),
      indexes: count('index', row.id),
      constraints: count('constraint', row.id),
      policies: count('policy', row.id),
      rowSecurity: definitionOf(row).rowSecurity === true,
    }))
    .sort((a, b) => compareText(a.name, b.name));
}

function countParts(rows: readonly CatalogRow[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = JSON.stringify([row.kind, definitionOf(row).on]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
