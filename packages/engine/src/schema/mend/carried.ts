import type { CatalogRow } from '../../ports';
import { definitionOf, isObject } from '../definition';
import type { SchemaDifference } from '../diff';
import { isNotNull } from './address';
import { isNamedNotNull } from './kinds/columns';
import { isOfRange } from './kinds/routines';
import { isOfIdentity } from './kinds/sequences';
import { isNamedNotNull as isNamedNotNullOfDomain } from './kinds/types';
import type { Objects, Schemas } from './mending';
import { ownerOf, textOf } from './read-definition';
import { constraintOf } from './table-parts/indexes';

/**
 * The object whose own mend takes care of a difference: what is dropped takes its parts along, a constraint makes its index,
 * a column its not-null constraint and the sequence of its identity. Undefined for one that needs a mend of its own.
 */
export function carrierOf(
  row: CatalogRow,
  differences: ReadonlyMap<string, SchemaDifference>,
  schemas: Schemas,
): string | undefined {
  const difference = differences.get(`${row.kind} ${row.id}`);
  const owner = textOf(definitionOf(row), 'on');
  const [objects, change] = sideOf(difference, schemas);
  const ofOwner = owner === undefined ? undefined : objects.named(owner);
  const named = (other: CatalogRow) => `${other.kind} ${other.id}`;
  if (ofOwner && change === 'added' && differences.get(named(ofOwner))?.change === 'added') return named(ofOwner);
  if (row.kind === 'index' && difference?.change !== 'changed') {
    const constraint = constraintOf(row, objects);
    if (constraint && differences.get(named(constraint))) return named(constraint);
  }
  const parent = textOf(definitionOf(row), 'partitionOf');
  if (row.kind === 'index' && change === 'added' && differences.get(`index ${parent}`)?.change === 'added')
    return `index ${parent}`;
  if (isOfRange(row) || row.kind === 'cast') return rangeOf(row, differences);
  if (row.kind === 'sequence' && change !== undefined) {
    const table = objects.named(ownerTable(row));
    if (table === undefined) return undefined;
    const ofTable = differences.get(named(table));
    const goes = change === 'added' && (ofTable?.change === 'added' || losesColumn(row, ofTable));
    return goes || isOfIdentity(row, objects) ? named(table) : undefined;
  }
  if (isNotNull(row) && ofOwner && difference) return notNullCarrier(row, ofOwner, differences, change, objects);
  return undefined;
}

/** The schema that has an object which only one has, and which of them that is. */
function sideOf(
  difference: SchemaDifference | undefined,
  { expected, actual }: Schemas,
): readonly [Objects, 'added' | 'removed' | undefined] {
  if (difference?.change === 'added') return [actual, 'added'];
  return [expected, difference?.change === 'removed' ? 'removed' : undefined];
}

/** The not-null constraint of a column is the column's, unless it is one with a name or has more to say. */
function notNullCarrier(
  row: CatalogRow,
  owner: CatalogRow,
  differences: ReadonlyMap<string, SchemaDifference>,
  change: 'added' | 'removed' | undefined,
  objects: Objects,
): string | undefined {
  const ofOwner = differences.get(`${owner.kind} ${owner.id}`);
  if (ofOwner === undefined || change === undefined) return undefined;
  if (change === 'added') return `${owner.kind} ${owner.id}`;
  if (owner.kind === 'domain') return isNamedNotNullOfDomain(owner, objects) ? undefined : `${owner.kind} ${owner.id}`;
  const column = columnName(row);
  return column !== undefined && isNamedNotNull(owner, column, objects) ? undefined : `${owner.kind} ${owner.id}`;
}

/** `not null of "a b" on public.t` → `a b`. */
function columnName(row: CatalogRow): string | undefined {
  const quoted = row.id.slice('not null of '.length, -` on ${ownerOf(row)}`.length);
  return quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted || undefined;
}

function ownerTable(row: CatalogRow): string {
  return (textOf(definitionOf(row), 'ownedBy') ?? '').replace(/\.("(?:[^"]|"")*"|[^."]+)$/, '');
}

/** Whether the column that owns a sequence is dropped. */
function losesColumn(row: CatalogRow, ofTable: SchemaDifference | undefined): boolean {
  const owner = textOf(definitionOf(row), 'ownedBy') ?? '';
  const gone = ofTable?.fields.filter(
    ({ path, expected, actual }) =>
      path[0] === 'columns' && path.length === 2 && expected === undefined && isObject(actual),
  );
  return gone?.some(({ path }) => owner.endsWith(`.${path[1]}`) || owner.endsWith(`."${path[1]}"`)) ?? false;
}

/** The range type that a function or cast came with, where that type differs, too: told by its name or that of its multirange. */
function rangeOf(row: CatalogRow, differences: ReadonlyMap<string, SchemaDifference>): string | undefined {
  const names = row.kind === 'cast' ? row.id.split(' as ') : [row.id.replace(/\(.*$/s, '')];
  const ranges = [...differences].filter(([, { kind }]) => kind === 'range type');
  const range = ranges.find(([, { id, fields }]) => {
    const multiranges = fields.flatMap(({ path: [name], expected, actual }) =>
      name === 'multirange' ? [expected, actual] : [],
    );
    return names.every(
      (name) => name === id || name === `${id.replace(/range$/, '')}_multirange` || multiranges.includes(name),
    );
  });
  return range?.[0];
}
