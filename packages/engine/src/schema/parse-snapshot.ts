import type { CatalogRow } from '../ports';
import { isObject } from './definition';

/**
 * The rows of the message of `snapshotSql` (its last result) as catalog rows, in the server's order.
 * `definition` may come as JSON text or as the driver parsed it. Throws a TypeError for rows of any other shape.
 */
export function parseSnapshot(rows: readonly unknown[]): readonly CatalogRow[] {
  return rows.map(parseRow);
}

function parseRow(row: unknown): CatalogRow {
  if (!isObject(row) || typeof row.kind !== 'string' || typeof row.id !== 'string') {
    throw new TypeError('A row of the snapshot needs the texts kind and id.');
  }
  const definition: unknown = typeof row.definition === 'string' ? JSON.parse(row.definition) : row.definition;
  if (!isObject(definition)) throw new TypeError(`The snapshot's ${row.kind} ${row.id} has no definition.`);
  return { kind: row.kind, id: row.id, definition };
}
