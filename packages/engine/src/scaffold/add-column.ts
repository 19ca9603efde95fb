import { EngineError } from '../errors';
import { quoteIdentifier } from '../sql/names/quote';
import { type Column, describeColumn, parseOneColumn } from './columns/column';
import { toTableName } from './names';

/** A column added without rewriting the table; strings are SQL. */
export interface AddColumnView {
  readonly table: string;
  readonly column: string;
  readonly definition: string;
  /** A default that is set for new rows only, in a statement of its own. */
  readonly laterDefault: string | undefined;
}

/**
 * The column to add, from `--table` and `--column "phone:text"`. Throws OPTION_INVALID, also for what cannot be added
 * to a table with rows: not null without a default, and unique (which is an index to be built apart).
 */
export function deriveAddColumn(request: { readonly table: string; readonly column: string }): AddColumnView {
  const column = parseOneColumn({ option: '--column', text: request.column });
  if (column.unique) {
    throw cannotAdd(column, 'unique', 'Add it without, then use --kind=add-constraint --constraint=unique.');
  }
  if (column.type.identity) throw cannotAdd(column, 'serial, which rewrites the table', 'Use a uuid or an integer.');
  // PostgreSQL computes a constant default once and keeps it in the catalog; any other is written into every row,
  // under a lock that stops reads (PostgreSQL 14 docs, ALTER TABLE, notes).
  const computed = column.default?.kind === 'computed';
  if (!column.nullable && (computed || column.default === undefined)) {
    const reason = computed ? 'not null with a default that differs from row to row' : 'not null without a default';
    throw cannotAdd(
      column,
      reason,
      'Add it nullable, fill it with --kind=backfill, then use --kind=add-constraint --constraint=not-null.',
    );
  }
  return {
    table: quoteIdentifier(toTableName({ option: '--table', text: request.table })),
    column: quoteIdentifier(column.name),
    definition: describeColumn(computed ? { ...column, default: undefined } : column),
    laterDefault: computed ? column.default?.sql : undefined,
  };
}

function cannotAdd({ name }: Column, reason: string, hint: string): EngineError {
  return new EngineError('OPTION_INVALID', `--column: ${name} cannot be added to a table with rows as ${reason}.`, {
    hint,
    fields: { option: '--column' },
  });
}
