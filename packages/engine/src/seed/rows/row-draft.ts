import type { SeedColumn, SeedTable, SeedTypes } from '../catalog/seed-table';
import { columnValues, type RowSlot, type RowVariety } from '../values/column-values';
import type { ColumnLinks } from './link-columns';

/** Values that the rows so far have in linked columns, by link and row. */
export type LinkedValues = ReadonlyMap<string, readonly string[]>;

/** What the rows of a table are made from. */
export interface DraftContext {
  readonly table: SeedTable;
  readonly types: SeedTypes;
  readonly links: ColumnLinks;
  /** Of a table that is referred to: whether its rows are yet to come. */
  readonly isToCome: (oid: string) => boolean;
}

/** What a column may be in a row: one of these expressions, the best first; or what another column of the row is. */
export type DraftedColumn = { readonly values: readonly string[] } | { readonly like: string };

export type RowDraft = ReadonlyMap<string, DraftedColumn>;

/** A row, or the column that keeps it from being made. */
export type Drafted = { readonly draft: RowDraft } | { readonly missing: string };

/**
 * What the columns of a row may be: of linked columns only what the rows have that they refer to. Where no key forbids it,
 * two rows refer to the same one; an `extreme` last row refers to none where it may. Pure.
 */
export function draftRow(context: DraftContext, variety: RowVariety, slot: RowSlot, linked: LinkedValues): Drafted {
  const { table } = context;
  const draft = new Map<string, DraftedColumn>();
  for (const column of ownFirst(table)) {
    const drafted = draftColumn(column, draft, context, variety, slot, linked);
    if (drafted === undefined) return { missing: column.name };
    draft.set(column.name, drafted);
  }
  return { draft };
}

/** Undefined: nothing is known that it could be. */
function draftColumn(
  column: SeedColumn,
  draft: RowDraft,
  { table, types, links, isToCome }: DraftContext,
  variety: RowVariety,
  slot: RowSlot,
  linked: LinkedValues,
): DraftedColumn | undefined {
  const { name, notNull } = column;
  const isOfKey = isKey(table, name);
  const referring = table.foreignKeys.filter(({ columns }) => columns.includes(name));
  const link = links(table, name);
  if (referring.length > 0 && !notNull && !isOfKey && variety === 'extreme' && slot === 2) return nothing;
  if (link !== undefined) {
    const others = linked.get(link) ?? [];
    const like = [...draft.keys()].find((other) => links(table, other) === link);
    const count = like === undefined ? others.length : slot + 1;
    const place = referring.length === 0 ? slot : count === 0 ? 0 : placeOf(table, slot) % count;
    if (like !== undefined && place === slot) return { like };
    const value = others[place];
    if (value !== undefined) return { values: [value] };
    const isLost = referring.length > 0 && !referring.some(({ references }) => isToCome(references));
    if (isLost) return notNull ? undefined : nothing;
  }
  const rules = table.rules.filter(({ columns }) => columns.includes(name)).map(({ text }) => text);
  // A row that others will refer to is told from its like.
  const use = { isKey: isOfKey || link !== undefined, rules };
  const values = columnValues(link === undefined ? column : { ...column, notNull: true }, use, variety, slot, types);
  return values.length === 0 ? undefined : { values };
}

const nothing: DraftedColumn = { values: ['NULL'] };

/** Columns that only refer to others come last: one may refer to its own row. */
function ownFirst({ columns, foreignKeys }: SeedTable): readonly SeedColumn[] {
  const refers = ({ name }: SeedColumn) => foreignKeys.some((key) => key.columns.includes(name));
  return [...columns.filter((column) => !refers(column)), ...columns.filter(refers)];
}

/** The row that this one refers to: its like where that is a part of its key, since no two may refer to the same. */
function placeOf(table: SeedTable, slot: RowSlot): number {
  const isTold = table.foreignKeys.some(({ columns }) => columns.some((column) => isKey(table, column)));
  if (isTold) return slot;
  return slot === 2 ? 1 : 0;
}

function isKey({ keys }: SeedTable, column: string): boolean {
  return keys.some(({ columns }) => columns.includes(column));
}
