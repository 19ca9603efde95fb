import type { IndexStmt } from 'libpg-query';
import { nodesOf } from '../syntax/nodes';
import { nameOfParts } from '../syntax/object-names';
import type { KnownIndex } from './known-table';

/** The index that CREATE INDEX makes; without a name, that which PostgreSQL gives it. */
export function readIndex({
  idxname,
  relation,
  indexParams,
  unique,
  whereClause,
  accessMethod,
}: IndexStmt): KnownIndex {
  const columns = nodesOf('IndexElem', indexParams).map(({ name }) => name);
  const generated = [relation?.relname ?? '', ...columns.map((name) => name ?? 'expr'), 'idx'].join('_');
  return {
    name: nameOfParts([idxname ?? generated]).key,
    columns,
    isUnique: unique === true,
    isPartial: whereClause !== undefined,
    method: accessMethod ?? 'btree',
  };
}
