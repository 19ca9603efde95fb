import type { CatalogRow } from '../../ports';
import { isObject } from '../definition';
import { parseSnapshot } from '../parse-snapshot';
import { changedUnits } from './changed-units';

/** A schema by the units that are read again as a whole; what has none is under the empty text. */
export type SchemaUnits = ReadonlyMap<string, readonly CatalogRow[]>;

/** The rows of `readAllSql`. Throws a TypeError for rows of any other shape. */
export function parseUnits(rows: readonly unknown[]): SchemaUnits {
  const units = new Map<string, CatalogRow[]>();
  for (const [index, row] of parseSnapshot(rows).entries()) {
    const unit = unitOf(rows[index]);
    const others = units.get(unit);
    if (others) others.push(row);
    else units.set(unit, [row]);
  }
  return units;
}

/** The same as a text, for `parseKeptUnits`. */
export function describeUnits(units: SchemaUnits): string {
  return JSON.stringify([...units].flatMap(([unit, rows]) => rows.map((row) => ({ ...row, unit }))));
}

/** The units that `describeUnits` wrote; undefined for any other text. */
export function parseKeptUnits(text: string): SchemaUnits | undefined {
  try {
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? parseUnits(rows) : undefined;
  } catch {
    return undefined;
  }
}

function unitOf(row: unknown): string {
  return isObject(row) && typeof row.unit === 'string' ? row.unit : '';
}

/** The schema after changes: the last two results of `readChangesSql`. Undefined when these do not tell it. */
export function withChanges(
  schema: SchemaUnits,
  changed: Readonly<Record<string, unknown>>,
  rows: readonly unknown[],
): SchemaUnits | undefined {
  if (changed.whole !== 'f') return undefined;
  const next = new Map(schema);
  for (const unit of changedUnits(changed)) next.delete(unit);
  for (const [unit, read] of parseUnits(rows)) next.set(unit, read);
  return next;
}
