import { EngineError } from '../errors';
import { quoteIdentifier } from '../sql/names/quote';
import { parseColumnNames } from './columns/column-names';
import { parseDefault } from './columns/default-value';
import { generatedName, toTableName } from './names';
import { type OptionText, optionInvalid } from './option-text';
import { describeSlicedUpdate } from './sliced-update';

/** The words of `--kind=backfill`. */
export interface BackfillRequest {
  readonly table: string;
  readonly column: string;
  /** As after `=` in `--columns`. */
  readonly value: string;
  /** Without it: 10. */
  readonly batches?: number;
}

/** A column filled slice by slice, each in a transaction of its own; strings are SQL. */
export interface BackfillView {
  readonly up: string;
  /** Undefined where nothing tells the filled rows from the others, so that the fill cannot be undone. */
  readonly down: string | undefined;
}

/** The backfill of the rows where the column is null. Throws OPTION_INVALID. */
export function deriveBackfill(request: BackfillRequest): BackfillView {
  const tableName = toTableName({ option: '--table', text: request.table });
  const [columnName, second] = parseColumnNames({ option: '--column', text: request.column });
  const source: OptionText = { option: '--value', text: request.value.trim() };
  const { value, end } = parseDefault(source, 0);
  if (columnName === undefined || second !== undefined) {
    throw optionInvalid({ option: '--column', text: request.column }, 0, 'one column is expected');
  }
  if (end !== source.text.length) throw optionInvalid(source, end, 'the value ends here', 'Quote it, or put it in ().');
  const column = quoteIdentifier(columnName);
  const update = {
    name: generatedName('backfill', tableName, columnName),
    table: quoteIdentifier(tableName),
    slices: checkBatches(request.batches ?? defaultBatches),
  };
  const up = describeSlicedUpdate({
    ...update,
    set: `${column} = ${value.sql}`,
    where: `${column} IS NULL`,
    // A row for which the value is null stays as it is: writing it twice would change nothing.
    again: `(${value.sql}) IS NOT NULL`,
  });
  if (!isLiteral(value.sql)) return { up, down: undefined };
  const down = describeSlicedUpdate({ ...update, set: `${column} = NULL`, where: `${column} = ${value.sql}` });
  return { up, down };
}

/** One value whenever and wherever it is computed: the rows that hold it are those that were filled. */
function isLiteral(sql: string): boolean {
  return /^(?:E?'|[-+.\d]|true\b|false\b)/i.test(sql);
}

const defaultBatches = 10;
const maxBatches = 1000;

function checkBatches(batches: number): number {
  if (Number.isInteger(batches) && batches >= 1 && batches <= maxBatches) return batches;
  throw new EngineError('OPTION_INVALID', `--batches: ${batches} is not a whole number from 1 to ${maxBatches}.`, {
    fields: { option: '--batches' },
  });
}
