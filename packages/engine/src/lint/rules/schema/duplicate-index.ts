import { nameOf, partOf } from '../../state/api-access';
import type { IndexState, RelationState } from '../../state/state-facts';
import type { StateRule } from '../../state/state-rule';

/** Two indexes that are the same but for their names. */
export const duplicateIndex: StateRule = {
  name: 'duplicate-index',
  group: 'schema',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'Two indexes of a table that are the same but for their names. Each write keeps both, and no query is faster for it.',
  safeForm: 'Drop one of them.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY, created_at timestamptz);
CREATE INDEX notes_created ON notes (created_at);
CREATE INDEX notes_created_at ON notes (created_at);`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, created_at timestamptz);
CREATE INDEX notes_created_at ON notes (created_at);`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      groupsOf(table).flatMap((group) => {
        // A constraint needs its index: another one is to go.
        const [kept, ...others] = [...group].sort((a, b) => Number(b.isOfConstraint) - Number(a.isOfConstraint));
        return others.flatMap((index) => ({
          object: partOf('index', table, index),
          message: `Index ${index.name} of ${nameOf(table)} is the same as ${kept?.name}.`,
        }));
      }),
    ),
};

/** Indexes that are the same; those on partitions are their parent's. */
function groupsOf({ indexes }: RelationState): readonly (readonly IndexState[])[] {
  const groups = new Map<string, IndexState[]>();
  for (const index of indexes) {
    if (index.isInherited || !index.isValid) continue;
    const { method, isUnique, keys, included, predicate, nullsNotDistinct } = index;
    const key = JSON.stringify([method, isUnique, keys, included, predicate, nullsNotDistinct]);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
