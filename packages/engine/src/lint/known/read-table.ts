import type { CreateStmt, RangeVar } from 'libpg-query';
import { nodeOf, nodesOf } from '../syntax/nodes';
import { nameOfRelation } from '../syntax/object-names';
import { addColumn } from './add-column';
import { addConstraint } from './add-constraint';
import { emptyTable, type KnownTable } from './known-table';
import type { FindTable, StatementSource } from './statement-source';

/** The table that CREATE TABLE makes, with what it takes over from others. */
export function readTable(
  create: CreateStmt,
  relation: RangeVar,
  find: FindTable,
  source: StatementSource,
): KnownTable {
  const { key, written } = nameOfRelation(relation);
  let table = emptyTable(key, written);
  const [parent] = nodesOf('RangeVar', create.inhRelations).map((each) => find(nameOfRelation(each).key));
  // A partition has all that its parent has; a table that inherits has its columns.
  if (parent) {
    const { columns, checks, indexes, references } = parent;
    table = create.partbound ? { ...table, columns, checks, indexes, references } : { ...table, columns, checks };
  }
  for (const element of create.tableElts ?? []) {
    const like = nodeOf('TableLikeClause', element);
    const other = like?.relation && find(nameOfRelation(like.relation).key);
    if (like && other) table = likeTable(table, other, like.options ?? 0);
    const column = nodeOf('ColumnDef', element);
    if (column) table = addColumn(table, column, source);
    const constraint = nodeOf('Constraint', element);
    if (constraint) table = addConstraint(table, constraint, undefined, source);
  }
  const { partspec } = create;
  const keyColumns = nodesOf('PartitionElem', partspec?.partParams).map(({ name }) => name);
  const isPlain = keyColumns.every((name) => name !== undefined);
  return { ...table, partitionKey: partspec && (isPlain ? keyColumns.filter((name) => name !== undefined) : []) };
}

/** Bits of TableLikeOption in PostgreSQL's parsenodes.h. */
const likeConstraints = 1 << 2;
const likeIndexes = 1 << 6;

function likeTable(table: KnownTable, like: KnownTable, options: number): KnownTable {
  return {
    ...table,
    columns: new Map([...table.columns, ...like.columns]),
    checks: [...table.checks, ...((options & likeConstraints) === 0 ? [] : like.checks)],
    indexes: [...table.indexes, ...((options & likeIndexes) === 0 ? [] : like.indexes)],
  };
}
