import type { CatalogRow } from '../../../ports';
import { quoteIdentifier } from '../../../sql/names/quote';
import { columnsInOrder, definitionOf, isObject } from '../../definition';
import { commentIfAny, commentOn } from '../comments';
import { makeGrants } from '../grants';
import { joinAttempts, type KindOfMend, type MendStatement, unmended } from '../mending';
import { entriesOf, listOf, textOf } from '../read-definition';
import { mendColumns } from './columns';
import { writeOptions } from './storage-options';
import { mendOptions } from './tables';

/** Views: replaced where the columns stay as they are, else dropped and made anew. */
export const viewMend: KindOfMend = {
  make: (row) => [create(row, 'CREATE'), ...finish(row)],
  drop: ({ id }) => [{ phase: 'drop view', sql: `DROP VIEW ${id}` }],
  change: ({ expected, actual, fields }, schemas) => {
    const isNew = fields.some(({ path: [name], expected: wanted }) => name === 'query' && wanted !== undefined);
    const alter = (action: string): MendStatement => ({ phase: 'mark', sql: `ALTER VIEW ${expected.id} ${action}` });
    const kept = isNew && !extendsColumns(expected, actual);
    if (kept) {
      return {
        statements: [
          { phase: 'drop view', sql: `DROP VIEW ${expected.id}` },
          create(expected, 'CREATE'),
          ...finish(expected),
          ...commentIfAny(`VIEW ${expected.id}`, definitionOf(expected).comment),
        ],
        unmended: [],
      };
    }
    const columns = fields.filter(({ path }) => path[0] === 'columns' && !(isNew && path.length === 2));
    return joinAttempts([
      { statements: isNew ? [create(expected, 'CREATE OR REPLACE')] : [], unmended: [] },
      mendColumns(columns, { expected, actual }, schemas),
      ...fields.flatMap(({ path: [name = '', entry], expected: wanted, actual: present }) => {
        if (name === 'query' || name === 'columns') return [];
        if (name !== 'options') return [unmended(name)];
        return [mendOptions(alter, { name, prefix: '', entry }, wanted, present)];
      }),
    ]);
  },
};

/** Materialized views. A changed query needs a new one with all its indexes, which is not simple. */
export const materializedViewMend: KindOfMend = {
  make: (row) => {
    const definition = definitionOf(row);
    if (definition.tablespace !== undefined || definition.toastOptions !== undefined) return undefined;
    const dependencies = listOf(definition, 'dependsOnExtensions').map(
      (name): MendStatement => ({
        phase: 'mark',
        sql: `ALTER MATERIALIZED VIEW ${row.id} DEPENDS ON EXTENSION ${name}`,
      }),
    );
    return [create(row, 'CREATE'), ...finish(row), ...dependencies];
  },
  drop: ({ id }) => [{ phase: 'drop view', sql: `DROP MATERIALIZED VIEW ${id}` }],
  change: ({ expected, actual, fields }, schemas) => {
    const columns = fields.filter(({ path }) => path[0] === 'columns');
    const others = fields.filter(({ path }) => path[0] !== 'columns').map(({ path: [name = ''] }) => name);
    return joinAttempts([mendColumns(columns, { expected, actual }, schemas), unmended(...others)]);
  },
};

function create(row: CatalogRow, words: string): MendStatement {
  const definition = definitionOf(row);
  const options = entriesOf(definition, 'options');
  const withOptions = options.length > 0 ? ` WITH (${writeOptions(options)})` : '';
  const query = (textOf(definition, 'query') ?? '').trim().replace(/;$/, '');
  return { phase: 'view', sql: `${words} ${row.kind.toUpperCase()} ${row.id}${withOptions} AS\n${query}` };
}

/** Defaults, rights and comments of a view that is made anew. */
function finish(row: CatalogRow): readonly MendStatement[] {
  const word = row.kind.toUpperCase();
  const ofColumns = entriesOf(definitionOf(row), 'columns').flatMap(([name, column]) => {
    const properties = isObject(column) ? column : {};
    const value = textOf(properties, 'default');
    const place = `ALTER ${word} ${row.id} ALTER COLUMN ${quoteIdentifier(name)}`;
    const comment = properties.comment;
    return [
      ...(value === undefined ? [] : [{ phase: 'mark', sql: `${place} SET DEFAULT ${value}` } as const]),
      ...(comment === undefined ? [] : [commentOn(`COLUMN ${row.id}.${quoteIdentifier(name)}`, comment)]),
    ];
  });
  return [...ofColumns, ...makeGrants(row)];
}

/** Whether CREATE OR REPLACE can do it: the columns that are there stay, with their types, and others follow. */
function extendsColumns(expected: CatalogRow, actual: CatalogRow): boolean {
  const [wanted, present] = [columnsInOrder(expected), columnsInOrder(actual)];
  const columns = (row: CatalogRow) => new Map(entriesOf(definitionOf(row), 'columns'));
  const [wantedColumns, presentColumns] = [columns(expected), columns(actual)];
  const typeOf = (column: unknown) => (isObject(column) ? `${column.type} ${column.collation}` : '');
  return present.every(
    (name, place) => wanted[place] === name && typeOf(wantedColumns.get(name)) === typeOf(presentColumns.get(name)),
  );
}
