import type { CatalogRow } from '../../../ports';
import { quoteIdentifier } from '../../../sql/names/quote';
import { definitionOf, isObject } from '../../definition';
import type { FieldDifference } from '../../diff';
import { commentIfAny, commentOn } from '../comments';
import { changeGrants, makeColumnGrants } from '../grants';
import { type Attempt, joinAttempts, type MendStatement, type Schemas, unmended } from '../mending';
import { entriesOf, numberOf, textOf } from '../read-definition';
import { describeSequence } from './sequences';
import { setOptions } from './storage-options';

type Properties = Readonly<Record<string, unknown>>;

/** A column as CREATE TABLE and ADD COLUMN take it. `name` is as the snapshot has it, without quotes. */
export function defineColumn(table: CatalogRow, name: string, column: Properties, { expected }: Schemas): string {
  const text = (property: string) => textOf(column, property);
  const identity = text('identity');
  const sequence = identity === undefined ? undefined : describeIdentity(table, name, expected);
  return [
    quoteIdentifier(name),
    text('type'),
    text('collation') && `COLLATE ${text('collation')}`,
    text('generated') && `GENERATED ALWAYS AS (${text('expression')}) ${text('generated')?.toUpperCase()}`,
    text('default') && `DEFAULT ${text('default')}`,
    identity && `GENERATED ${identity.toUpperCase()} AS IDENTITY${sequence ? ` (${sequence})` : ''}`,
    column.notNull === true && !isNamedNotNull(table, name, expected) && 'NOT NULL',
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
}

/** The sequence behind an identity; its name is the server's unless another is expected. */
function describeIdentity(table: CatalogRow, name: string, objects: Schemas['expected']): string | undefined {
  const [schema = '', bare = ''] = [schemaOf(table.id), table.id.slice(schemaOf(table.id).length + 1)];
  const usual = `${schema}.${quoteIdentifier(`${bare.replaceAll('"', '')}_${name}_seq`)}`;
  const row = objects.get('sequence', usual);
  return row && describeSequence(row).join(' ');
}

/** The schema of a qualified id, quoted where needed. */
export function schemaOf(id: string): string {
  return /^(?:"(?:[^"]|"")*"|[^."]+)/.exec(id)?.[0] ?? '';
}

/** Whether a constraint of its own makes a column not null: one with a name, or that is not checked or not inherited. */
export function isNamedNotNull(table: CatalogRow, column: string, objects: Schemas['expected']): boolean {
  const row = objects.get('constraint', `not null of ${quoteIdentifier(column)} on ${table.id}`);
  if (row === undefined) return false;
  const definition = definitionOf(row);
  return textOf(definition, 'name') !== undefined || definition.definition !== `NOT NULL ${quoteIdentifier(column)}`;
}

/** What a new column has beside its definition. */
export function finishColumn(table: CatalogRow, name: string, column: Properties): readonly MendStatement[] {
  const place = `ALTER COLUMN ${quoteIdentifier(name)}`;
  const alter = (action: string): MendStatement => ({
    phase: 'property',
    sql: `ALTER TABLE ${table.id} ${place} ${action}`,
  });
  const [storage, compression, statistics] = [
    textOf(column, 'storage'),
    textOf(column, 'compression'),
    numberOf(column, 'statistics'),
  ];
  return [
    ...(storage === undefined ? [] : [alter(`SET STORAGE ${storage.toUpperCase()}`)]),
    ...(compression === undefined ? [] : [alter(`SET COMPRESSION ${compression}`)]),
    ...(statistics === undefined ? [] : [alter(`SET STATISTICS ${statistics}`)]),
    ...setOptions(alter, entriesOf(column, 'options')),
    ...makeColumnGrants(table, name, column),
    ...commentIfAny(`COLUMN ${table.id}.${quoteIdentifier(name)}`, column.comment),
  ];
}

/** What brings the columns of a table to what is expected; `fields` are those below `columns`. */
export function mendColumns(
  told: readonly FieldDifference[],
  rows: { readonly expected: CatalogRow; readonly actual: CatalogRow },
  schemas: Schemas,
): Attempt {
  const fields = told.flatMap(ofEachColumn);
  const names = [...new Set(fields.map(({ path: [, name = ''] }) => name))];
  return joinAttempts(
    names.map((name) => {
      const own = fields.filter(({ path }) => path[1] === name);
      const [first] = own;
      if (own.length === 1 && first?.path.length === 2) return mendWholeColumn(name, first, rows.expected, schemas);
      return joinAttempts(mergeTypeFields(own).map((field) => mendField(name, field, rows, schemas)));
    }),
  );
}

/** A table without any column has no such property, so that all of the other's are told as one. */
function ofEachColumn(field: FieldDifference): readonly FieldDifference[] {
  if (field.path.length > 1) return [field];
  const side = (value: unknown, name: string) => (isObject(value) ? value[name] : undefined);
  const names = [field.expected, field.actual].flatMap((value) => (isObject(value) ? Object.keys(value) : []));
  return [...new Set(names)].map((name) => ({
    ...field,
    path: [...field.path, name],
    expected: side(field.expected, name),
    actual: side(field.actual, name),
  }));
}

function mendWholeColumn(
  name: string,
  { expected, actual }: FieldDifference,
  table: CatalogRow,
  schemas: Schemas,
): Attempt {
  if (table.kind === 'foreign table') return unmended(`column ${name}`);
  const inherited = (column: unknown) => isObject(column) && column.inherited === true && column.local === false;
  if (inherited(expected) || inherited(actual)) return unmended(`column ${name}, which is inherited`);
  if (!isObject(expected)) {
    const sql = `ALTER TABLE ${table.id} DROP COLUMN ${quoteIdentifier(name)}`;
    const loses = isObject(actual) && actual.generated !== undefined ? {} : { loses: `the values of column ${name}` };
    return { statements: [{ phase: 'drop column', sql, ...loses }], unmended: [] };
  }
  const sql = `ALTER TABLE ${table.id} ADD COLUMN ${defineColumn(table, name, expected, schemas)}`;
  return { statements: [{ phase: 'column', sql }, ...finishColumn(table, name, expected)], unmended: [] };
}

/** A type and its collation change together. */
function mergeTypeFields(fields: readonly FieldDifference[]): readonly FieldDifference[] {
  const hasType = fields.some(({ path }) => path[2] === 'type');
  return hasType ? fields.filter(({ path }) => path[2] !== 'collation') : fields;
}

function mendField(
  name: string,
  { path, expected, actual }: FieldDifference,
  rows: { readonly expected: CatalogRow; readonly actual: CatalogRow },
  { expected: objects }: Schemas,
): Attempt {
  const table = rows.expected;
  const column = columnOf(table, name);
  const isView = table.kind !== 'table' && table.kind !== 'foreign table';
  const place = `ALTER ${isView ? table.kind.toUpperCase() : 'TABLE'} ${table.id} ALTER COLUMN ${quoteIdentifier(name)}`;
  const alter = (action: string): MendStatement => ({ phase: 'property', sql: `${place} ${action}` });
  const done = (...statements: readonly MendStatement[]): Attempt => ({ statements, unmended: [] });
  const [, , field = '', role = ''] = path;
  switch (field) {
    case 'type':
    case 'collation': {
      if (isView || column.generated !== undefined) return unmended(`column ${name}: ${field}`);
      const type = textOf(column, 'type');
      const collation = textOf(column, 'collation');
      const sql = `${place} TYPE ${type}${collation === undefined ? '' : ` COLLATE ${collation}`}`;
      // Without a cast of its own a value that does not fit is an error; a cast would cut it short.
      const using = field === 'type' && !isAssignable(`${actual}`, `${expected}`);
      const loses = using ? { loses: `what ${expected} cannot hold of column ${name}` } : {};
      return done({
        phase: 'column',
        sql: using ? `${sql} USING ${quoteIdentifier(name)}::${type}` : sql,
        ...loses,
      });
    }
    case 'default':
      return done(alter(expected === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${expected}`));
    case 'notNull':
      if (expected === true && isNamedNotNull(table, name, objects)) return done();
      return done(alter(expected === true ? 'SET NOT NULL' : 'DROP NOT NULL'));
    case 'identity': {
      if (expected === undefined) return done({ phase: 'column', sql: `${place} DROP IDENTITY` });
      if (actual !== undefined) return done(alter(`SET GENERATED ${`${expected}`.toUpperCase()}`));
      const sequence = describeIdentity(table, name, objects);
      const options = sequence ? ` (${sequence})` : '';
      return done({
        phase: 'identity',
        sql: `${place} ADD GENERATED ${`${expected}`.toUpperCase()} AS IDENTITY${options}`,
      });
    }
    case 'storage':
      return done(alter(`SET STORAGE ${expected === undefined ? 'DEFAULT' : `${expected}`.toUpperCase()}`));
    case 'compression':
      return done(alter(`SET COMPRESSION ${expected ?? 'default'}`));
    case 'statistics':
      return done(alter(`SET STATISTICS ${expected ?? -1}`));
    case 'options': {
      if (path.length < 4) {
        const was = isObject(actual) ? Object.keys(actual) : [];
        const resets = was.length > 0 ? [alter(`RESET (${was.map(quoteIdentifier).join(', ')})`)] : [];
        return done(...resets, ...setOptions(alter, isObject(expected) ? Object.entries(expected) : []));
      }
      return done(
        ...(expected === undefined
          ? [alter(`RESET (${quoteIdentifier(role)})`)]
          : setOptions(alter, [[role, expected]])),
      );
    }
    case 'grants': {
      const owner = textOf(definitionOf(rows.actual), 'owner');
      const sides = isObject(expected) || isObject(actual);
      const roles = sides ? [...new Set([...keysOf(expected), ...keysOf(actual)])] : [role];
      const statements = roles.map((each) =>
        changeGrants(
          `TABLE ${table.id}`,
          each,
          {
            expected: isObject(expected) ? expected[each] : sides ? undefined : expected,
            actual: isObject(actual) ? actual[each] : sides ? undefined : actual,
            column: quoteIdentifier(name),
          },
          owner,
        ),
      );
      return statements.some((each) => each === undefined)
        ? unmended(`column ${name}: grants`)
        : done(...statements.flatMap((each) => each ?? []));
    }
    case 'comment':
      return done(commentOn(`COLUMN ${table.id}.${quoteIdentifier(name)}`, expected));
    default:
      return unmended(`column ${name}: ${field}`);
  }
}

function keysOf(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/** A column as its table has it; without properties where there is none. */
function columnOf(table: CatalogRow, name: string): Properties {
  const { columns } = definitionOf(table);
  const column = isObject(columns) && Object.hasOwn(columns, name) ? columns[name] : undefined;
  return isObject(column) ? column : {};
}

const texts = /^(text|character varying|character|"char"|bpchar)(\(\d+\))?$/;
const numbers = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'];

/** Whether the server casts values on its own, as into a longer text or a larger number. */
function isAssignable(from: string, to: string): boolean {
  if (texts.test(from) && texts.test(to)) return true;
  const bare = (type: string) => numbers.indexOf(type.replace(/\(.*\)$/, ''));
  return bare(from) >= 0 && bare(to) >= 0;
}
