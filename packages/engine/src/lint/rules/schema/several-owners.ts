import { nameOf, objectOf } from '../../state/api-access';
import type { RelationState } from '../../state/state-facts';
import type { StateRule } from '../../state/state-rule';

/** Objects of one schema that not the same role may change. */
export const severalOwners: StateRule = {
  name: 'several-owners',
  group: 'schema',
  severity: 'notice',
  decidedBy: 'schema',
  finds:
    'Tables and views of one schema that have several owners. Only its owner may alter a table: a migration that runs as one of them fails on the others.',
  safeForm: 'Give all objects of the schema to one role.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY);
CREATE TABLE authors (id uuid PRIMARY KEY);
CREATE TABLE tags (id uuid PRIMARY KEY);
ALTER TABLE tags OWNER TO authenticated;`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY);
CREATE TABLE authors (id uuid PRIMARY KEY);
CREATE TABLE tags (id uuid PRIMARY KEY);`,
  judge: ({ relations }) =>
    [...groupBy(relations, ({ schema }) => schema)].flatMap(([schema, ofSchema]) => {
      const owners = [...groupBy(ofSchema, ({ owner }) => owner)].sort((a, b) => b[1].length - a[1].length);
      const [usual, ...others] = owners;
      return others.flatMap(([owner, [first]]) =>
        first && usual
          ? {
              object: objectOf(first),
              message: `Most of schema ${schema} belongs to ${usual[0]}, and ${nameOf(first)} to ${owner}.`,
            }
          : [],
      );
    }),
};

function groupBy(
  relations: readonly RelationState[],
  keyOf: (relation: RelationState) => string,
): ReadonlyMap<string, readonly RelationState[]> {
  const groups = new Map<string, RelationState[]>();
  for (const relation of relations) groups.set(keyOf(relation), [...(groups.get(keyOf(relation)) ?? []), relation]);
  return groups;
}
