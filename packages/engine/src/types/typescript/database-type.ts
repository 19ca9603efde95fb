import type { Api, ApiFunction, ApiReference, ApiRelation, ApiRelationship, ApiSchema, ApiSignature } from '../api/api';
import { layOutAlias } from './lay-out';
import { propertyKey, stringLiteral } from './literals';
import { object, type TypeMember, type TypeNode, union, word } from './type-node';
import { inputMembersOf, membersOf, typeOfLabels, typeOfValue } from './type-of-value';

/** The type `Database` as `PostgrestClient<Database>` of postgrest-js takes it. */
export function describeDatabaseType({ schemas }: Api): string {
  const members = schemas.map((schema) => ({ key: propertyKey(schema.name), value: typeOfSchema(schema) }));
  return layOutAlias('Database', object(members));
}

/** `Database["public"]["Enums"]["mood"]` */
export function referInDatabase({ kind, schema, name }: ApiReference): TypeNode {
  const path = [schema, groups[kind], name, ...(kind === 'enum' || kind === 'composite' ? [] : ['Row'])];
  return word(`Database${path.map((part) => `[${stringLiteral(part)}]`).join('')}`);
}

const groups = { enum: 'Enums', composite: 'CompositeTypes', 'table-row': 'Tables', 'view-row': 'Views' } as const;

function typeOfSchema({ tables, views, functions, enums, composites }: ApiSchema): TypeNode {
  return object([
    { key: 'Tables', value: named(tables, typeOfRelation) },
    { key: 'Views', value: named(views, typeOfRelation) },
    { key: 'Functions', value: named(functions, typeOfFunction) },
    { key: 'Enums', value: named(enums, ({ labels }) => typeOfLabels(labels)) },
    { key: 'CompositeTypes', value: named(composites, ({ fields }) => object(membersOf(fields, referInDatabase))) },
  ]);
}

/** A member for each; where there is none, an object that can have none. */
function named<T extends { readonly name: string }>(list: readonly T[], describe: (each: T) => TypeNode): TypeNode {
  if (list.length === 0) return object([{ key: '[_ in never]', value: word('never') }]);
  return object(list.map((each) => ({ key: propertyKey(each.name), value: describe(each) })));
}

function typeOfRelation({ row, computed, insert, update, relationships }: ApiRelation): TypeNode {
  return object([
    { key: 'Row', value: object(membersOf([...row, ...computed], referInDatabase)) },
    ...(insert ? [{ key: 'Insert', value: object(inputMembersOf(insert, referInDatabase)) }] : []),
    ...(update ? [{ key: 'Update', value: object(inputMembersOf(update, referInDatabase)) }] : []),
    { key: 'Relationships', value: { kind: 'tuple', of: relationships.map(typeOfRelationship) } },
  ]);
}

function typeOfRelationship(relationship: ApiRelationship): TypeNode {
  const { foreignKeyName, columns, isOneToOne, referencedRelation, referencedColumns } = relationship;
  return object([
    { key: 'foreignKeyName', value: literal(foreignKeyName) },
    { key: 'columns', value: { kind: 'tuple', of: columns.map(literal) } },
    { key: 'isOneToOne', value: word(String(isOneToOne)) },
    { key: 'referencedRelation', value: literal(referencedRelation) },
    { key: 'referencedColumns', value: { kind: 'tuple', of: referencedColumns.map(literal) } },
  ]);
}

function typeOfFunction({ signatures }: ApiFunction): TypeNode {
  return union(signatures.map((signature) => object(membersOfSignature(signature))));
}

function membersOfSignature(signature: ApiSignature): readonly TypeMember[] {
  const { returns, notCallable, embedding, returnsSet } = signature;
  const result = typeOfValue(returns, referInDatabase);
  return [
    { key: 'Args', value: typeOfArguments(signature) },
    { key: 'Returns', value: notCallable === undefined ? result : errorOf(notCallable) },
    ...(embedding
      ? [
          {
            key: 'SetofOptions',
            value: object([
              { key: 'from', value: literal(embedding.from ?? '*') },
              { key: 'to', value: literal(embedding.to) },
              { key: 'isOneToOne', value: word(String(embedding.isOneToOne)) },
              { key: 'isSetofReturn', value: word(String(returnsSet)) },
            ]),
          },
        ]
      : []),
  ];
}

function typeOfArguments({ args }: ApiSignature): TypeNode {
  switch (args.kind) {
    case 'body':
      return object([{ key: '[key: string]', value: union([word('Json'), word('undefined')]) }]);
    case 'row':
      return object([{ key: '""', value: typeOfValue(args.of, referInDatabase) }]);
    case 'named':
      if (args.inputs.length === 0) return word('Record<PropertyKey, never>');
      return object(inputMembersOf(args.inputs, referInDatabase));
  }
}

/** An error that names itself where the result is used, as those of postgrest-js do. */
function errorOf(message: string): TypeNode {
  return { kind: 'intersection', of: [object([{ key: 'error', value: word('true') }]), literal(message)] };
}

function literal(text: string): TypeNode {
  return word(stringLiteral(text));
}
