import type { CatalogRow } from '../ports';
import { withoutBlanks } from './blanks';
import { canonicalJson, compareText, languageOf, maskBakedClock } from './canonical';
import { columnOrderField, columnsInOrder, definitionOf, isObject, unreadable } from './definition';
import { withoutOwnAddress } from './own-address';
import { sortSelectLists } from './select-lists';

/** One property that differs. `undefined` is a property that this side does not have. */
export interface FieldDifference {
  /** Names from the object down: `['columns', 'email', 'type']`. */
  readonly path: readonly string[];
  readonly expected: unknown;
  readonly actual: unknown;
}

/** One object that differs. */
export interface SchemaDifference {
  readonly kind: string;
  readonly id: string;
  /** The object that it is a part of, as the table of an index; undefined when it stands by itself. */
  readonly on: string | undefined;
  readonly change: /** Only in the actual schema. */
    | 'added'
    /** Only in the expected schema. */
    | 'removed'
    | 'changed'
    /** The columns that both have stand in another order, and so do those of a view over all of them. */
    | 'column-order'
    /** The body of a function differs in blanks alone. */
    | 'blanks'
    /** Expressions differ only in a time that was baked in when they were made, as by `DEFAULT 'now'::timestamp`. */
    | 'volatile-default';
  /** A notice makes no schema different: it is told, not refused. */
  readonly severity: 'drift' | 'notice';
  /** Sorted by path. Of an object that was added or removed, its properties. */
  readonly fields: readonly FieldDifference[];
}

/** Whether owners count: a shadow's objects belong to another role than the live database's. */
export type Owners = 'compared' | 'ignored';

/** What is compared. */
export interface DiffOptions {
  /** Compared when left out. */
  readonly owners?: Owners;
}

/**
 * What distinguishes two schemas, sorted by the object concerned; there drift before notices, and parts after what they are part of.
 * Empty when they are the same. One object may be told of twice: its column order, blanks and baked clocks are apart.
 */
export function diffSchemas(
  expected: readonly CatalogRow[],
  actual: readonly CatalogRow[],
  options: DiffOptions = {},
): readonly SchemaDifference[] {
  const [before, after] = [indexRows(without(expected, actual)), indexRows(without(actual, expected))];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys]
    .flatMap((key) => diffObject(before.get(key), after.get(key), options.owners ?? 'compared'))
    .sort(byObject);
}

/** The rows that are not among the others: a snapshot shares objects with the one before it. */
function without(rows: readonly CatalogRow[], others: readonly CatalogRow[]): readonly CatalogRow[] {
  const shared = new Set(others);
  return rows.filter((row) => !shared.has(row));
}

function indexRows(rows: readonly CatalogRow[]): ReadonlyMap<string, CatalogRow> {
  return new Map(rows.map((row) => [JSON.stringify([row.kind, row.id]), row]));
}

function diffObject(
  expected: CatalogRow | undefined,
  actual: CatalogRow | undefined,
  owners: Owners,
): readonly SchemaDifference[] {
  const row = expected ?? actual;
  if (row === undefined) return [];
  const fields = diffValues([], comparable(expected, actual, owners), comparable(actual, expected, owners));
  const report = reporterOf(row);
  if (expected === undefined) return [report('added', 'drift', fields)];
  if (actual === undefined) return [report('removed', 'drift', fields)];
  const baked = fields.filter(differsByClock);
  const reordered = fields.filter(differsByColumnOrder);
  const blanks = fields.filter((field) => differsByBlanks(field, languageOf(expected)));
  const notices = [...baked, ...reordered, ...blanks];
  const changed = fields.filter((field) => !notices.includes(field));
  const order = [...diffColumnOrder(expected, actual), ...reordered];
  return [
    ...(changed.length > 0 ? [report('changed', 'drift', changed)] : []),
    ...(order.length > 0 ? [report('column-order', 'notice', order)] : []),
    ...(blanks.length > 0 ? [report('blanks', 'notice', blanks)] : []),
    ...(baked.length > 0 ? [report('volatile-default', 'notice', baked)] : []),
  ];
}

function reporterOf(row: CatalogRow) {
  const { on } = definitionOf(row);
  const object = { kind: row.kind, id: row.id, on: typeof on === 'string' ? on : undefined };
  return (
    change: SchemaDifference['change'],
    severity: SchemaDifference['severity'],
    fields: readonly FieldDifference[],
  ): SchemaDifference => ({ ...object, change, severity, fields });
}

function comparable(
  row: CatalogRow | undefined,
  other: CatalogRow | undefined,
  owners: Owners,
): Readonly<Record<string, unknown>> {
  if (row === undefined) return {};
  const { [columnOrderField]: _order, owner, ...definition } = withoutOwnAddress(row, other);
  return owners === 'ignored' || owner === undefined ? definition : { owner, ...definition };
}

/** Objects are compared name by name, lists as a whole: the order of enum labels and attributes counts. */
function diffValues(path: readonly string[], expected: unknown, actual: unknown): readonly FieldDifference[] {
  if (expected === unreadable || actual === unreadable) return [];
  if (isObject(expected) && isObject(actual)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort(compareText);
    return names.flatMap((name) => diffValues([...path, name], property(expected, name), property(actual, name)));
  }
  return canonicalJson(expected) === canonicalJson(actual) ? [] : [{ path, expected, actual }];
}

/** Own properties only: a column may be called `constructor`. */
function property(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Whether both sides are the same but for baked clocks, as `fingerprintSchema` sees them. */
function differsByClock({ path, expected, actual }: FieldDifference): boolean {
  const field = path.at(-1) ?? '';
  const masked = (value: unknown): string => canonicalJson({ [field]: value }, maskBakedClock);
  return masked(expected) === masked(actual);
}

/** Whether two queries of a view are the same but for the order of its columns, as `SELECT *` takes it from its table. */
function differsByColumnOrder({ path, expected, actual }: FieldDifference): boolean {
  return isText(path, 'query', expected, actual) && sortSelectLists(`${expected}`) === sortSelectLists(`${actual}`);
}

function differsByBlanks({ path, expected, actual }: FieldDifference, language: string): boolean {
  if (!isText(path, 'source', expected, actual)) return false;
  return withoutBlanks(`${expected}`, language) === withoutBlanks(`${actual}`, language);
}

function isText(path: readonly string[], field: string, expected: unknown, actual: unknown): boolean {
  return path.length === 1 && path[0] === field && typeof expected === 'string' && typeof actual === 'string';
}

/** Compares the columns that both have: one that was added or dropped is a difference of its own. */
function diffColumnOrder(expected: CatalogRow, actual: CatalogRow): readonly FieldDifference[] {
  const before = columnsInOrder(expected);
  const after = columnsInOrder(actual);
  const expectedOrder = before.filter((name) => after.includes(name));
  const actualOrder = after.filter((name) => before.includes(name));
  return diffValues([columnOrderField], expectedOrder, actualOrder);
}

function byObject(a: SchemaDifference, b: SchemaDifference): number {
  return (
    compareText(a.on ?? a.id, b.on ?? b.id) ||
    compareText(a.severity, b.severity) ||
    Number(a.on !== undefined) - Number(b.on !== undefined) ||
    compareText(a.kind, b.kind) ||
    compareText(a.id, b.id) ||
    compareText(a.change, b.change)
  );
}
