import type { TextRow } from '../../postgres/session/message-query';
import type { SeedCatalog, SeedTable } from '../catalog/seed-table';
import type { RowSlot, RowVariety } from '../values/column-values';
import { type ColumnLinks, linkColumns } from './link-columns';
import { orderTables } from './order-tables';
import { RowAttempts, type RowRefusal } from './row-attempts';
import { type DraftContext, draftRow } from './row-draft';
import { insertSql, presentRowsSql, tableSql } from './row-sql';

/** A transaction in which rows are made, so that they can be taken back. */
export interface SeedSession {
  /** Does it, or takes it back and says why. */
  attempt(text: string): Promise<RowRefusal | undefined>;
  rows(text: string): Promise<readonly TextRow[]>;
}

/** What became of a table. */
export interface SeededTable {
  readonly table: SeedTable;
  /** `present`: it had rows; `made`: it got some. */
  readonly rows: 'present' | 'made' | 'none';
  /** Why it has none. */
  readonly reason?: string;
}

const otherVariety = { extreme: 'plain', plain: 'extreme' } as const;

const slots: readonly RowSlot[] = [0, 1, 2];

/**
 * Gives each empty table up to three rows that keep to its types, keys and checks, tables that are referred to first. A
 * table that has rows keeps them, and new ones elsewhere refer to those. One that takes none is told with the reason.
 */
export async function seedRows(
  { tables, types }: SeedCatalog,
  variety: RowVariety,
  session: SeedSession,
): Promise<readonly SeededTable[]> {
  const links = linkColumns(tables);
  const linked = new Map<string, readonly string[]>();
  const toCome = new Set(tables.map(({ oid }) => oid));
  const seeded: SeededTable[] = [];
  for (const table of orderTables(tables)) {
    const context = { table, types, links, isToCome: (oid: string) => toCome.has(oid) };
    seeded.push(
      (await adoptRows(table, links, linked, session)) ?? (await makeRows(context, variety, linked, session)),
    );
    toCome.delete(table.oid);
  }
  return seeded;
}

type Linked = Map<string, readonly string[]>;

/** Undefined: it has no rows. */
async function adoptRows(
  table: SeedTable,
  links: ColumnLinks,
  linked: Linked,
  session: SeedSession,
): Promise<SeededTable | undefined> {
  const columns = table.columns.map(({ name }) => name).filter((name) => links(table, name) !== undefined);
  const rows = await session.rows(presentRowsSql(table, columns));
  if (rows.length === 0) return undefined;
  columns.forEach((name, index) => {
    const link = links(table, name);
    const values = rows.map((row) => row[`c${index}`] ?? 'NULL');
    if (link !== undefined && !linked.has(link)) linked.set(link, values);
  });
  return { table, rows: 'present' };
}

async function makeRows(
  context: DraftContext,
  variety: RowVariety,
  linked: Linked,
  session: SeedSession,
): Promise<SeededTable> {
  const { table } = context;
  if (await makeTogether(context, variety, linked, session)) return { table, rows: 'made' };
  let refused: string | undefined;
  let made = 0;
  for (const slot of slots) {
    refused = await makeRow(context, variety, slot, linked, session);
    // An extreme row may be refused for what no rule tells, as by the expression of an index; a plain one still shows much.
    if (refused !== undefined) refused = await makeRow(context, otherVariety[variety], slot, linked, session);
    if (refused !== undefined) break;
    made += 1;
  }
  return made > 0 ? { table, rows: 'made' } : { table, rows: 'none', reason: refused ?? 'it takes no row' };
}

/** All rows as they are best, in one statement: mostly they are taken. */
async function makeTogether(
  context: DraftContext,
  variety: RowVariety,
  linked: Linked,
  session: SeedSession,
): Promise<boolean> {
  const { table, types } = context;
  const known = new Map(linked);
  const rows: ReadonlyMap<string, string>[] = [];
  for (const slot of slots) {
    const drafted = draftRow(context, variety, slot, known);
    if ('missing' in drafted) return false;
    const { row } = new RowAttempts(table, types, drafted.draft);
    noteLinked(context, row, slot, known);
    rows.push(row);
  }
  if (await session.attempt(insertSql(table, rows))) return false;
  for (const [link, values] of known) linked.set(link, values);
  return true;
}

/** Why no such row can be made; undefined: it is. */
async function makeRow(
  context: DraftContext,
  variety: RowVariety,
  slot: RowSlot,
  linked: Linked,
  session: SeedSession,
): Promise<string | undefined> {
  const { table, types } = context;
  const drafted = draftRow(context, variety, slot, linked);
  if ('missing' in drafted) return `no value is known for ${drafted.missing} of ${tableSql(table)}`;
  const attempts = new RowAttempts(table, types, drafted.draft);
  for (;;) {
    const { row } = attempts;
    const refusal = await session.attempt(insertSql(table, [row]));
    if (!refusal) {
      noteLinked(context, row, slot, linked);
      return undefined;
    }
    if (!attempts.next(refusal)) return refusal.message;
  }
}

/** Rows that come refer to what this one has in its linked columns. */
function noteLinked(
  { table, links }: DraftContext,
  row: ReadonlyMap<string, string>,
  slot: RowSlot,
  linked: Map<string, readonly string[]>,
): void {
  for (const [column, value] of row) {
    const link = links(table, column);
    const values = link === undefined ? [] : (linked.get(link) ?? []);
    if (link !== undefined && values.length === slot && value !== 'NULL') linked.set(link, [...values, value]);
  }
}
