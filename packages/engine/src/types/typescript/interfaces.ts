import type { Api, ApiReference, ApiRelation } from '../api/api';
import type { InterfaceNames } from './interface-names';
import { layOutAlias, layOutInterface } from './lay-out';
import { word } from './type-node';
import { inputMembersOf, membersOf, typeOfLabels } from './type-of-value';

/**
 * An interface for each row, and for what is inserted and updated, so that `getRepository<Post>('posts')` has its type; and
 * a type for each enum and composite type.
 */
export function describeInterfaces({ schemas }: Api, names: InterfaceNames): string {
  const refer = (reference: ApiReference) => word(names.nameOf(reference));
  const describe = (kind: ApiReference['kind'], schema: string) => (relation: ApiRelation) => {
    const { name, row, computed, insert, update } = relation;
    const own = names.nameOf({ kind, schema, name });
    return [
      layOutInterface(own, membersOf([...row, ...computed], refer)),
      ...(insert ? [layOutInterface(`${own}Insert`, inputMembersOf(insert, refer))] : []),
      ...(update ? [layOutInterface(`${own}Update`, inputMembersOf(update, refer))] : []),
    ];
  };
  const parts = schemas.flatMap(({ name: schema, tables, views, enums, composites }) => [
    ...enums.map(({ name, labels }) => layOutAlias(names.nameOf({ kind: 'enum', schema, name }), typeOfLabels(labels))),
    ...composites.map(({ name, fields }) =>
      layOutInterface(names.nameOf({ kind: 'composite', schema, name }), membersOf(fields, refer)),
    ),
    ...tables.flatMap(describe('table-row', schema)),
    ...views.flatMap(describe('view-row', schema)),
  ]);
  return parts.join('\n');
}
