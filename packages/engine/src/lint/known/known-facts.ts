import type { Excuse, Target } from '../rule';
import type { Name } from '../statements/names';
import { readTokens } from '../statements/tokens';
import {
  type ColumnFacts,
  type RelationFacts,
  type TypeChangeFacts,
  typeChangeKey,
  unseenRelation,
} from '../table-catalog';
import type { KnownSchema } from './known-schema';
import type { KnownColumn, KnownTable } from './known-table';
import { isStoredAlike, readTypeText } from './type-names';

/** What the files know of a target, in place of a database that could be asked; what they do not make stays unseen. */
export function factsOfFiles(
  schema: KnownSchema,
  { kind }: Target,
  name: Name,
  excuses: readonly Excuse[],
): RelationFacts | undefined {
  const named = schema.table(name.key);
  switch (kind) {
    case 'table':
      return factsOfTable(schema, named, excuses);
    case 'default-partition': {
      const partition = named?.defaultPartition === undefined ? undefined : schema.table(named.defaultPartition);
      return partition && { ...factsOfTable(schema, partition, excuses), table: partition.written };
    }
    default:
      return unseenRelation;
  }
}

function factsOfTable(schema: KnownSchema, table: KnownTable | undefined, excuses: readonly Excuse[]): RelationFacts {
  if (!table) return unseenRelation;
  const { checks, columns } = table;
  const bound = excuses.find((excuse) => excuse.kind === 'bound-checked');
  return {
    ...unseenRelation,
    checks,
    columns: Object.fromEntries(
      [...columns.values()].map((column) => [column.name, factsOfColumn(table, column, excuses)]),
    ),
    indexes: Object.fromEntries(table.indexes.map((index) => [index.name, { columns: plainColumns(index.columns) }])),
    attach: attachFacts(table, bound && schema.table(bound.parent.key)),
  };
}

function plainColumns(columns: readonly (string | undefined)[]): readonly string[] {
  return columns.filter((column) => column !== undefined);
}

function factsOfColumn(table: KnownTable, column: KnownColumn, excuses: readonly Excuse[]): ColumnFacts {
  const { name, notNull, isVirtual, type } = column;
  const changes = excuses.flatMap((excuse) =>
    excuse.kind === 'same-storage' && excuse.column === name
      ? [[typeChangeKey(excuse), changeFacts(table, column, excuse)] as const]
      : [],
  );
  const isChecked = table.checks.some(({ expression }) => mentions(expression, name));
  return { notNull, isVirtual, isChecked: type !== '' && isChecked, typeChanges: Object.fromEntries(changes) };
}

function changeFacts(
  table: KnownTable,
  { name, type }: KnownColumn,
  excuse: Extract<Excuse, { kind: 'same-storage' }>,
): TypeChangeFacts {
  const before = readTypeText(type);
  const after = readTypeText(excuse.type);
  const isIndexed = table.indexes.some(({ columns }) => columns.includes(name) || columns.includes(undefined));
  return {
    oldType: before.full,
    newType: after.full,
    isDomain: false,
    isChecking: false,
    newBase: after.base,
    isBinaryCoercible: isStoredAlike(before.base, after.base),
    rebuildsIndex: excuse.collation !== undefined && isIndexed,
    rechecksReference: false,
  };
}

function mentions(expression: string, column: string): boolean {
  const text = Buffer.from(expression);
  return readTokens(text, { start: 0, end: text.length }).some(({ source }) => source.replaceAll('"', '') === column);
}

/** Whether a partition has what its parent has; undefined where the parent is not known. */
function attachFacts(table: KnownTable, parent: KnownTable | undefined): RelationFacts['attach'] {
  if (!parent) return unseenRelation.attach;
  const { partitionKey = [] } = parent;
  const listed = ({ columns }: { readonly columns: readonly (string | undefined)[] }) => columns.join();
  const indexes = new Set(table.indexes.map(listed));
  const references = new Set(table.references.map(({ to, columns }) => `${to} ${columns.join()}`));
  return {
    isBoundChecked: false,
    partitionKey,
    isKeyNotNull: partitionKey.every((column) => table.columns.get(column)?.notNull),
    indexesMatch: parent.indexes.every((index) => indexes.has(listed(index))),
    foreignKeysMatch: parent.references.every(({ to, columns }) => references.has(`${to} ${columns.join()}`)),
  };
}
