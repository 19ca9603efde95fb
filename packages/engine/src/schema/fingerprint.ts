import { createHash } from 'node:crypto';
import type { CatalogRow } from '../ports';
import { canonicalDefinition, columnOrderField, compareText, definitionOf } from './canonical';
import { isObject } from './parse-snapshot';

/**
 * Sha256 of a schema, in hex. Two are equal exactly when `diffSchemas` finds no drift: the order of columns and clocks baked
 * into expressions are not part of it. The order of the rows does not matter.
 */
export function fingerprintSchema(rows: readonly CatalogRow[]): string {
  const lines = rows.map((row) => JSON.stringify([row.kind, row.id, canonicalDefinition(row)]));
  return createHash('sha256').update(lines.sort(compareText).join('\n')).digest('hex');
}

/** Names of the columns as they stand, for each relation that has columns. */
export function columnOrder(rows: readonly CatalogRow[]): ReadonlyMap<string, readonly string[]> {
  return new Map(rows.flatMap((row) => (hasColumns(row) ? [[row.id, columnsInOrder(row)]] : [])));
}

/** Names of one relation's columns as they stand; empty for other objects. */
export function columnsInOrder(row: CatalogRow): readonly string[] {
  const order = definitionOf(row)[columnOrderField];
  return Array.isArray(order) ? order.filter((name) => typeof name === 'string') : [];
}

function hasColumns(row: CatalogRow): boolean {
  return isObject(definitionOf(row).columns);
}
