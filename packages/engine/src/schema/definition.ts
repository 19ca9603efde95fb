import type { CatalogRow } from '../ports';

/** The property that tells how the columns of a relation stand. Reported apart, as hardly anything depends on it. */
export const columnOrderField = 'columnOrder';

/** Stands for what the role that reads may not see: it is compared with nothing. */
export const unreadable = '<not readable>';

/** Whether a value is an object with names: neither null nor a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Properties of a row; none for a row that `parseSnapshot` did not make. */
export function definitionOf(row: CatalogRow): Readonly<Record<string, unknown>> {
  return isObject(row.definition) ? row.definition : {};
}

/** Names of a relation's columns as they stand; empty for other objects. */
export function columnsInOrder(row: CatalogRow): readonly string[] {
  const order = definitionOf(row)[columnOrderField];
  return Array.isArray(order) ? order.filter((name) => typeof name === 'string') : [];
}
