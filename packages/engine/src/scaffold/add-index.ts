import { quoteIdentifier } from '../sql/names/quote';
import { parseColumnNames } from './columns/column-names';
import { generatedName, toTableName } from './names';

/** An index built without blocking writes; strings are SQL. */
export interface AddIndexView {
  readonly table: string;
  readonly index: string;
  readonly columns: string;
}

/** The index to build, from `--table` and `--column "author_id,created_at"`. Throws OPTION_INVALID. */
export function deriveAddIndex(request: { readonly table: string; readonly column: string }): AddIndexView {
  const table = toTableName({ option: '--table', text: request.table });
  const columns = parseColumnNames({ option: '--column', text: request.column });
  return {
    table: quoteIdentifier(table),
    index: quoteIdentifier(generatedName('idx', table, ...columns)),
    columns: columns.map(quoteIdentifier).join(', '),
  };
}
