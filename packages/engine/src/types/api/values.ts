import type { CatalogFacts, ColumnFacts, RelationFacts, TypeFacts } from '../facts/catalog-facts';
import type { ApiField, ApiValue } from './api';
import { byName } from './by-name';

/** What types are as JSON. */
export interface Values {
  /** The value of a type, by its oid. */
  ofType(type: number): ApiValue;
  /** What a row of a relation holds, sorted. */
  rowOf(relation: RelationFacts): readonly ApiField[];
  isNullable(column: ColumnFacts): boolean;
  /** Whether a value need not be given: by its own default, its identity, or the default of its domain. */
  hasDefault(column: ColumnFacts): boolean;
}

/**
 * How types are sent, as `to_json` of PostgreSQL has it (json.c, json_categorize_type): booleans, six types of numbers,
 * JSON itself and what has a cast to it, arrays and rows; all else is a text. Pure.
 */
export function deriveValues({ relations, types }: CatalogFacts, schemas: readonly string[]): Values {
  const served = new Set(schemas);
  const relationsByOid = new Map(relations.map((relation) => [relation.oid, relation]));
  const known = new Map<number, ApiValue>();
  const ofType = (oid: number): ApiValue => {
    const value = known.get(oid) ?? derive(types.get(oid));
    known.set(oid, value);
    return value;
  };
  /** The domains on the way to a type, and the type. */
  const chainOf = (oid: number): readonly TypeFacts[] => {
    const type = types.get(oid);
    if (type === undefined) return [];
    return type.base === undefined ? [type] : [type, ...chainOf(type.base)];
  };
  const fieldsOf = (columns: readonly ColumnFacts[]): readonly ApiField[] =>
    columns.map((column) => ({ name: column.name, value: ofType(column.type), nullable: isNullable(column) }));
  const isNullable = ({ notNull, type }: ColumnFacts) => !notNull && !chainOf(type).some((each) => each.notNull);
  return {
    ofType,
    isNullable,
    rowOf: ({ columns }) => [...fieldsOf(columns)].sort(byName),
    hasDefault: ({ hasDefault, identity, type }) =>
      hasDefault || identity !== undefined || chainOf(type).some((each) => each.hasDefault),
  };

  function derive(type: TypeFacts | undefined): ApiValue {
    if (type === undefined) return { kind: 'unknown' };
    if (type.castsToJson) return { kind: 'json' };
    if (type.element !== undefined) return { kind: 'array', of: ofType(type.element) };
    const { schema, name } = type;
    switch (type.kind) {
      case 'domain':
        return type.base === undefined ? { kind: 'unknown' } : ofType(type.base);
      case 'enum':
        // One without labels is none of the API's enums.
        return served.has(schema) && type.labels.length > 0
          ? { kind: 'enum', schema, name }
          : { kind: 'labels', labels: type.labels };
      case 'composite':
        return deriveRow(type);
      case 'pseudo':
        return pseudoTypes[name] ?? { kind: 'unknown' };
      case 'base':
        return (schema === 'pg_catalog' ? systemTypes[name] : undefined) ?? { kind: 'string' };
      case 'range':
        return { kind: 'string' };
    }
  }

  function deriveRow({ schema, name, relation: oid, attributes }: TypeFacts): ApiValue {
    if (oid === undefined) {
      if (served.has(schema) && attributes.length > 0) return { kind: 'composite', schema, name };
      const fields = attributes.map((field) => ({ name: field.name, value: ofType(field.type), nullable: true }));
      return { kind: 'object', fields };
    }
    const relation = relationsByOid.get(oid);
    if (relation === undefined) return { kind: 'record' };
    return { kind: groupOf(relation) === 'tables' ? 'table-row' : 'view-row', schema, name };
  }
}

/** Where a relation stands in the API. */
export function groupOf({ kind }: Pick<RelationFacts, 'kind'>): 'tables' | 'views' {
  return kind === 'table' || kind === 'foreign-table' ? 'tables' : 'views';
}

const systemTypes: Readonly<Record<string, ApiValue>> = {
  bool: { kind: 'boolean' },
  int2: { kind: 'integer' },
  int4: { kind: 'integer' },
  int8: { kind: 'integer' },
  float4: { kind: 'number' },
  float8: { kind: 'number' },
  numeric: { kind: 'number' },
  json: { kind: 'json' },
  jsonb: { kind: 'json' },
  uuid: { kind: 'string', format: 'uuid' },
  date: { kind: 'string', format: 'date' },
  timestamptz: { kind: 'string', format: 'date-time' },
};

const pseudoTypes: Readonly<Record<string, ApiValue>> = {
  void: { kind: 'nothing' },
  record: { kind: 'record' },
  _record: { kind: 'array', of: { kind: 'record' } },
};
