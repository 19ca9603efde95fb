import type { CatalogFacts, ColumnFacts, RelationFacts } from '../facts/catalog-facts';
import type { Api, ApiInput, ApiRelation, ApiSchema } from './api';
import { byName } from './by-name';
import { deriveComputed, deriveFunctions } from './functions';
import { deriveRelationships, relationKey } from './relationships';
import { deriveValues, groupOf, type Values } from './values';

/** What PostgREST serves of these schemas, which exist. Pure. */
export function deriveApi(facts: CatalogFacts, schemas: readonly string[]): Api {
  const values = deriveValues(facts, schemas);
  const relationships = deriveRelationships(facts);
  const describe = (relation: RelationFacts): ApiRelation => ({
    name: relation.name,
    row: values.rowOf(relation),
    computed: deriveComputed(relation, facts, values),
    insert: relation.insertable ? inputsOf(relation, 'insert', values) : undefined,
    update: relation.updatable ? inputsOf(relation, 'update', values) : undefined,
    relationships: relationships.get(relationKey({ schema: relation.schema, relation: relation.name })) ?? [],
  });
  return {
    schemas: schemas.map((schema): ApiSchema => {
      const relations = facts.relations.filter((relation) => relation.schema === schema);
      const types = [...facts.types.values()].filter((type) => type.schema === schema);
      const group = (name: 'tables' | 'views') =>
        relations
          .filter((relation) => groupOf(relation) === name)
          .map(describe)
          .sort(byName);
      return {
        name: schema,
        tables: group('tables'),
        views: group('views'),
        functions: deriveFunctions(schema, facts, values),
        enums: types
          .filter(({ kind, labels }) => kind === 'enum' && labels.length > 0)
          .map(({ name, labels }) => ({ name, labels }))
          .sort(byName),
        composites: types
          .filter(({ kind, relation, attributes }) => kind === 'composite' && !relation && attributes.length > 0)
          .map(({ name, attributes }) => ({
            name,
            fields: attributes.map((each) => ({ name: each.name, value: values.ofType(each.type), nullable: true })),
          }))
          .sort(byName),
      };
    }),
  };
}

function inputsOf(relation: RelationFacts, use: 'insert' | 'update', values: Values): readonly ApiInput[] {
  return relation.columns
    .map((column) => ({
      name: column.name,
      value: values.ofType(column.type),
      nullable: groupOf(relation) === 'views' || values.isNullable(column),
      presence: presenceOf(column, relation, use, values),
    }))
    .sort(byName);
}

/** The server refuses any value for what is generated, and for an identity ALWAYS: PostgREST has no way to override it. */
function presenceOf(
  column: ColumnFacts,
  relation: RelationFacts,
  use: 'insert' | 'update',
  values: Values,
): ApiInput['presence'] {
  if (column.generated || column.identity === 'always' || !column.writable) return 'never';
  const needsNone = groupOf(relation) === 'views' || values.isNullable(column) || values.hasDefault(column);
  return use === 'update' || needsNone ? 'optional' : 'required';
}
