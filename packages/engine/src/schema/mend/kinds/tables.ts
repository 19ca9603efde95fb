import type { CatalogRow } from '../../../ports';
import { quoteIdentifier } from '../../../sql/names/quote';
import { columnsInOrder, definitionOf, isObject } from '../../definition';
import type { FieldDifference } from '../../diff';
import { type Attempt, joinAttempts, type KindOfMend, type MendStatement, unmended } from '../mending';
import { entriesOf, isDigest, textOf } from '../read-definition';
import { defineColumn, finishColumn, mendColumns } from './columns';
import { setOptions, writeName, writeOptions } from './storage-options';

/** Tables: made from their columns; parts of them are objects of their own. Partitions and heirs are not simple. */
export const tableMend: KindOfMend = {
  make: (row, schemas) => {
    const definition = definitionOf(row);
    if (['ofType', 'inherits', 'partitionBound'].some((name) => definition[name] !== undefined)) return undefined;
    const columns = columnEntries(row);
    const lines = columns.map(([name, column]) => `\n  ${defineColumn(row, name, column, schemas)}`);
    const options = storageOptions(definition);
    const accessMethod = textOf(definition, 'accessMethod');
    if (options.some(([, value]) => isDigest(value))) return undefined;
    const partitionKey = textOf(definition, 'partitionKey');
    const sql = [
      `CREATE ${definition.unlogged === true ? 'UNLOGGED ' : ''}TABLE ${row.id} (${lines.join(',')}\n)`,
      ...(partitionKey === undefined ? [] : [`PARTITION BY ${partitionKey}`]),
      ...(accessMethod === undefined || accessMethod === 'heap' ? [] : [`USING ${quoteIdentifier(accessMethod)}`]),
      ...(options.length > 0 ? [`WITH (${writeOptions(options)})`] : []),
    ].join(' ');
    return [
      { phase: 'table', sql },
      ...['rowSecurity', 'forceRowSecurity'].flatMap((name) =>
        definition[name] === true ? alterFlag(row, name, 'on') : [],
      ),
      ...replicaIdentity(row),
      ...columns.flatMap(([name, column]) => finishColumn(row, name, column)),
    ];
  },
  drop: ({ id }) => [{ phase: 'drop table', sql: `DROP TABLE ${id}`, loses: `the rows of ${id}` }],
  change: ({ expected, actual, fields }, schemas) => {
    const [columns, others] = [fields.filter(isOf('columns')), fields.filter((field) => !isOf('columns')(field))];
    return joinAttempts([
      mendColumns(columns, { expected, actual }, schemas),
      ...others.map((field) => mendProperty(expected, field)),
    ]);
  },
};

function columnEntries(row: CatalogRow): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  const columns = new Map(entriesOf(definitionOf(row), 'columns'));
  return columnsInOrder(row).flatMap((name) => {
    const column = columns.get(name);
    return isObject(column) ? [[name, column] as const] : [];
  });
}

function storageOptions(definition: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return [
    ...entriesOf(definition, 'options'),
    ...entriesOf(definition, 'toastOptions').map(([name, value]) => [`toast.${name}`, value] as const),
  ];
}

function mendProperty(table: CatalogRow, { path, expected, actual }: FieldDifference): Attempt {
  const [name = '', entry] = path;
  const alter = (action: string): MendStatement => ({ phase: 'property', sql: `ALTER TABLE ${table.id} ${action}` });
  const done = (statements: readonly MendStatement[]): Attempt => ({ statements, unmended: [] });
  switch (name) {
    case 'rowSecurity':
    case 'forceRowSecurity':
      return done(alterFlag(table, name, expected === true ? 'on' : 'off'));
    case 'unlogged':
      return done([alter(expected === true ? 'SET UNLOGGED' : 'SET LOGGED')]);
    case 'replicaIdentity': {
      if (expected === undefined) return done([alter('REPLICA IDENTITY DEFAULT')]);
      return done(replicaIdentity(table));
    }
    case 'options':
    case 'toastOptions': {
      const prefix = name === 'options' ? '' : 'toast.';
      return mendOptions(alter, { name, prefix, entry }, expected, actual);
    }
    case 'accessMethod':
      return done([alter(`SET ACCESS METHOD ${expected ?? 'DEFAULT'}`)]);
    case 'tablespace':
      return done([alter(`SET TABLESPACE ${expected ?? 'pg_default'}`)]);
    default:
      return unmended(name);
  }
}

/** What sets and resets storage parameters: of one, or where a side has none at all, of all of the other's. */
export function mendOptions(
  alter: (action: string) => MendStatement,
  {
    name: property,
    prefix,
    entry,
  }: { readonly name: string; readonly prefix: string; readonly entry: string | undefined },
  expected: unknown,
  actual: unknown,
): Attempt {
  const side = (value: unknown) =>
    entry === undefined
      ? isObject(value)
        ? Object.entries(value)
        : []
      : value === undefined
        ? []
        : [[entry, value] as const];
  const wanted = side(expected).map(([name, value]) => [`${prefix}${name}`, value] as const);
  const gone = side(actual)
    .map(([name]) => `${prefix}${name}`)
    .filter((name) => !wanted.some(([each]) => each === name));
  if (wanted.some(([, value]) => isDigest(value))) return unmended(property);
  const resets = gone.length > 0 ? [alter(`RESET (${gone.map(writeName).join(', ')})`)] : [];
  return { statements: [...resets, ...setOptions(alter, wanted)], unmended: [] };
}

function isOf(name: string): (field: FieldDifference) => boolean {
  return ({ path }) => path[0] === name;
}

function alterFlag({ id }: CatalogRow, name: string, wanted: 'on' | 'off'): readonly MendStatement[] {
  const [on, off] = name === 'rowSecurity' ? ['ENABLE', 'DISABLE'] : ['FORCE', 'NO FORCE'];
  return [{ phase: 'property', sql: `ALTER TABLE ${id} ${wanted === 'on' ? on : off} ROW LEVEL SECURITY` }];
}

/** That of an index is set with the index. */
function replicaIdentity(table: CatalogRow): readonly MendStatement[] {
  const identity = textOf(definitionOf(table), 'replicaIdentity');
  if (identity === undefined || identity === 'index') return [];
  return [{ phase: 'property', sql: `ALTER TABLE ${table.id} REPLICA IDENTITY ${identity.toUpperCase()}` }];
}
