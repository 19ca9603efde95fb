import type { Column } from './columns/column';
import { parseName, parseTableName } from './names';
import { type OptionItem, type OptionText, optionInvalid, splitItems } from './option-text';

/** A reference to another table's column. */
export interface ForeignKey {
  readonly column: string;
  readonly table: string;
  /** Undefined: the other table's primary key. */
  readonly referencedColumn: string | undefined;
  readonly onDelete: OnDelete | undefined;
}

/** What happens to a row when the one that it references is deleted, in PostgreSQL's words. */
export type OnDelete = 'CASCADE' | 'RESTRICT' | 'SET NULL' | 'NO ACTION';

/** What a foreign key references: `users(id) on delete cascade`. */
export type Reference = Omit<ForeignKey, 'column'>;

/**
 * Foreign keys of `post_id:posts(id),author_id:users(id) on delete cascade`, in order. Throws OPTION_INVALID with a
 * caret, also when a column is not among `columns`, has two keys, or is not null and would be set to null.
 */
export function parseForeignKeys(source: OptionText, columns: readonly Column[]): readonly ForeignKey[] {
  const seen = new Set<string>();
  return splitItems(source).map((item) => {
    const key = parseForeignKey(source, item);
    const column = columns.find(({ name }) => name === key.column);
    if (column === undefined) {
      const known = columns.map(({ name }) => name).join(', ');
      throw optionInvalid(source, item.offset, `--columns has no ${key.column}`, `Use one of: ${known || '(none)'}.`);
    }
    if (seen.has(key.column)) throw optionInvalid(source, item.offset, `${key.column} has a foreign key already`);
    if (key.onDelete === 'SET NULL' && !column.nullable) {
      throw optionInvalid(source, item.offset, `${key.column} is not null, so that it cannot be set to null`);
    }
    seen.add(key.column);
    return key;
  });
}

/** The reference `users(id) on delete cascade` from `start` to the end of the text. Throws OPTION_INVALID. */
export function parseReference(source: OptionText, start = 0): Reference {
  const tableStart = skipBlanks(source, start);
  const table = parseTableName(source, tableStart);
  let at = skipBlanks(source, table.end);
  let referencedColumn: string | undefined;
  if (source.text[at] === '(') {
    const column = parseName(source, skipBlanks(source, at + 1));
    at = skipBlanks(source, column.end);
    if (source.text[at] !== ')') throw optionInvalid(source, at, 'a closing parenthesis is expected');
    at = skipBlanks(source, at + 1);
    referencedColumn = column.name;
  }
  return { table: table.name, referencedColumn, onDelete: parseOnDelete(source, at) };
}

function parseForeignKey(whole: OptionText, item: OptionItem): ForeignKey {
  const source: OptionText = { option: whole.option, text: whole.text.slice(0, item.offset + item.text.length) };
  const column = parseName(source, item.offset);
  const colon = skipBlanks(source, column.end);
  if (source.text[colon] !== ':') {
    throw optionInvalid(whole, colon, 'a colon and a table are expected', 'Write author_id:users(id).');
  }
  return { column: column.name, ...parseReference(source, colon + 1) };
}

function parseOnDelete(source: OptionText, start: number): OnDelete | undefined {
  const rest = source.text.slice(start).trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (rest === '') return undefined;
  const action = onDeleteActions.get(rest);
  if (action !== undefined) return action;
  throw optionInvalid(
    source,
    start,
    'this is not understood',
    `Use one of: ${[...onDeleteActions.keys()].join(', ')}.`,
  );
}

const onDeleteActions: ReadonlyMap<string, OnDelete> = new Map([
  ['on delete cascade', 'CASCADE'],
  ['on delete restrict', 'RESTRICT'],
  ['on delete set null', 'SET NULL'],
  ['on delete no action', 'NO ACTION'],
]);

function skipBlanks(source: OptionText, start: number): number {
  const rest = source.text.slice(start);
  return start + rest.length - rest.trimStart().length;
}
