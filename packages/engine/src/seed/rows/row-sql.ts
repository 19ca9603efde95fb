import { alwaysQuoteIdentifier } from '../../sql/names/quote';
import type { SeedTable } from '../catalog/seed-table';

/** A table as SQL names it. */
export function tableSql({ schema, name }: Pick<SeedTable, 'schema' | 'name'>): string {
  return `${alwaysQuoteIdentifier(schema)}.${alwaysQuoteIdentifier(name)}`;
}

/** Inserts rows that have the same columns; identity columns take what is given. */
export function insertSql(table: SeedTable, rows: readonly ReadonlyMap<string, string>[]): string {
  const columns = table.columns.map(({ name }) => name);
  if (columns.length === 0) return rows.map(() => `INSERT INTO ${tableSql(table)} DEFAULT VALUES`).join(';\n');
  const values = rows.map((row) => `(${columns.map((name) => row.get(name) ?? 'DEFAULT').join(', ')})`);
  const names = columns.map(alwaysQuoteIdentifier).join(', ');
  return `INSERT INTO ${tableSql(table)} (${names}) OVERRIDING SYSTEM VALUE VALUES ${values.join(', ')}`;
}

/** The values of columns in up to three rows that a table has, as literals by `c0`, `c1`, …. */
export function presentRowsSql(table: SeedTable, columns: readonly string[]): string {
  const literals = columns.map(
    (name, index) => `pg_catalog.quote_nullable(${alwaysQuoteIdentifier(name)}::text) AS c${index}`,
  );
  return `SELECT ${['1 AS present', ...literals].join(', ')} FROM ${tableSql(table)} LIMIT 3`;
}
