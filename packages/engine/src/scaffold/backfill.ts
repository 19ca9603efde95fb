import { EngineError } from '../errors';
import { quoteIdentifier, quoteLiteral } from '../sql/quote';
import { parseColumnNames } from './column-names';
import { parseDefault } from './default-value';
import { toTableName } from './names';
import { type OptionText, optionInvalid } from './option-text';

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
  readonly table: string;
  readonly column: string;
  readonly value: string;
  /** The two bounds of each slice of the table, in order; rows that move meanwhile are in none. */
  readonly slices: readonly (readonly [from: string, to: string])[];
  /** Whether the filled rows can be told by their value, so that the fill can be undone. */
  readonly reversible: boolean;
}

/** The backfill of the rows where the column is null. Throws OPTION_INVALID. */
export function deriveBackfill(request: BackfillRequest): BackfillView {
  const table = quoteIdentifier(toTableName({ option: '--table', text: request.table }));
  const [column, second] = parseColumnNames({ option: '--column', text: request.column });
  const source: OptionText = { option: '--value', text: request.value.trim() };
  const { value, end } = parseDefault(source, 0);
  if (column === undefined || second !== undefined) {
    throw optionInvalid({ option: '--column', text: request.column }, 0, 'one column is expected');
  }
  if (end !== source.text.length) throw optionInvalid(source, end, 'the value ends here', 'Quote it, or put it in ().');
  return {
    table,
    column: quoteIdentifier(column),
    value: value.sql,
    slices: deriveSlices(table, checkBatches(request.batches ?? defaultBatches)),
    reversible: value.kind === 'constant',
  };
}

const defaultBatches = 10;
const maxBatches = 1000;

function checkBatches(batches: number): number {
  if (Number.isInteger(batches) && batches >= 1 && batches <= maxBatches) return batches;
  throw new EngineError('OPTION_INVALID', `--batches: ${batches} is not a whole number from 1 to ${maxBatches}.`, {
    fields: { option: '--batches' },
  });
}

/** Ranges of pages: PostgreSQL reads only those (a TID range scan, since 14), whatever keys and indexes there are. */
function deriveSlices(table: string, batches: number): BackfillView['slices'] {
  const page = (index: number) =>
    `(SELECT format('(%s,0)', pg_relation_size(${quoteLiteral(table)}) * ${index} / ${batches} / ${pageBytes})::tid)`;
  return Array.from({ length: batches }, (_, index) => [`ctid >= ${page(index)}`, `ctid < ${page(index + 1)}`]);
}

const pageBytes = "current_setting('block_size')::bigint";
