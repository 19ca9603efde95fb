import { quoteIdentifier } from '../../sql/names/quote';
import { parseName } from '../names';
import { type OptionText, optionInvalid } from '../option-text';
import { foreignTypeNames, identityTypes, type TypeArguments, typeNames } from './type-names';

/** A column's type. */
export interface ColumnType {
  /** As it stands in SQL, quoted where needed: `numeric(10,2)[]`. */
  readonly sql: string;
  /** Lower-case name without arguments and brackets; for a type of a schema of the user's `schema.name`. */
  readonly name: string;
  readonly array: boolean;
  /** Was written as `serial`: an identity column. */
  readonly identity: boolean;
}

/**
 * The type in `source.text` from `start` to `end`: a type that every PostgreSQL has, with arguments in their bounds, or
 * one of any name that is qualified by its schema (`app.mood`); both with array brackets. Throws OPTION_INVALID.
 */
export function parseColumnType(source: OptionText, start: number, end: number): ColumnType {
  const text = source.text.slice(start, end);
  const parts = typeShape.exec(text.trim());
  const [, head = '', args, zone = '', brackets = ''] = parts ?? [];
  if (parts === null || head === '') throw optionInvalid(source, start, 'a type is expected');
  const array = brackets.replaceAll(/\s/g, '');
  const argumentText = args === undefined ? '' : `(${args.replaceAll(/\s/g, '')})`;
  if (head.includes('.')) {
    const name = parseQualifiedName(source, start, head.trimEnd());
    if (!/^(\([^()';]*\))?$/.test(argumentText)) throw optionInvalid(source, start, 'the arguments are not understood');
    return { sql: `${name.sql}${argumentText}${array}`, name: name.name, array: array !== '', identity: false };
  }
  const base = head.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const identity = identityTypes.get(base);
  if (identity !== undefined) {
    if (args !== undefined || array !== '') throw optionInvalid(source, start, `${base} is not a type of an array`);
    return { sql: identity, name: identity, array: false, identity: true };
  }
  const suffix = zone === '' ? '' : ` ${zone.toLowerCase().replaceAll(/\s+/g, ' ')}`;
  const name = `${base}${suffix}`;
  const allowed = typeNames.get(name);
  if (allowed === undefined) throw unknownType(source, start, name);
  if (args !== undefined) checkArguments(source, start + text.indexOf('('), args, name, allowed);
  return { sql: `${base}${argumentText}${suffix}${array}`, name, array: array !== '', identity: false };
}

/** Name, arguments, time zone (which stands after the arguments), array brackets. */
const typeShape =
  /^((?:"(?:[^"]|"")*"|[^"()[\]])+?)\s*(?:\(([^()]*)\))?\s*((?:with|without)\s+time\s+zone)?\s*((?:\[\s*\d*\s*\]\s*)*)$/i;

function parseQualifiedName(source: OptionText, start: number, text: string): { sql: string; name: string } {
  const within: OptionText = { option: source.option, text: source.text.slice(0, start + text.length) };
  const schema = parseName(within, start);
  if (within.text[schema.end] !== '.') throw optionInvalid(source, schema.end, 'a dot is expected');
  const type = parseName(within, schema.end + 1);
  if (type.end !== within.text.length) throw optionInvalid(source, type.end, 'the type ends here');
  return {
    sql: `${quoteIdentifier(schema.name)}.${quoteIdentifier(type.name)}`,
    name: `${schema.name}.${type.name}`,
  };
}

function unknownType(source: OptionText, start: number, name: string) {
  const meant = foreignTypeNames.get(name);
  return optionInvalid(
    source,
    start,
    `PostgreSQL has no type ${name}`,
    meant === undefined ? 'Name a type of your own with its schema, as app.mood.' : `Use ${meant}.`,
  );
}

function checkArguments(source: OptionText, at: number, text: string, name: string, allowed: TypeArguments): void {
  const values = text.split(',').map((value) => value.trim());
  if (values.length > allowed.maxCount) {
    const most = allowed.maxCount === 0 ? 'no arguments' : `at most ${allowed.maxCount}`;
    throw optionInvalid(source, at, `${name} takes ${most}`);
  }
  for (const value of values) {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= allowed.min && number <= allowed.max)) {
      throw optionInvalid(source, at, `an argument of ${name} is a number from ${allowed.min} to ${allowed.max}`);
    }
  }
  const [precision, scale] = values.map(Number);
  if (allowed.maxCount === 2 && (precision === 0 || (scale ?? 0) > (precision ?? 0))) {
    throw optionInvalid(source, at, `${name} has a precision of at least 1, and no more digits after the point`);
  }
}
