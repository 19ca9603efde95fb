import { createHash } from 'node:crypto';
import type { CatalogRow } from '../ports';
import { canonicalDefinition, compareText } from './canonical';
import { columnsInOrder } from './definition';

/**
 * Sha256 of a schema, in hex. Two that a role of the same rights read are equal exactly when `diffSchemas` finds no drift:
 * the order of columns, blanks of bodies and clocks baked into expressions are not part of it. The order of the rows does
 * not matter.
 */
export function fingerprintSchema(rows: readonly CatalogRow[]): string {
  const lines = rows.map((row) => JSON.stringify([row.kind, row.id, canonicalDefinition(row)]));
  return createHash('sha256').update(lines.sort(compareText).join('\n')).digest('hex');
}

/** Names of the columns as they stand, for each relation that has some. */
export function columnOrder(rows: readonly CatalogRow[]): ReadonlyMap<string, readonly string[]> {
  const orders = rows.map((row) => [row.id, columnsInOrder(row)] as const);
  return new Map(orders.filter(([, columns]) => columns.length > 0));
}
