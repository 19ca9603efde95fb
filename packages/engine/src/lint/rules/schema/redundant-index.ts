import { nameOf, partOf } from '../../state/api-access';
import type { IndexState, RelationState } from '../../state/state-facts';
import type { StateRule } from '../../state/state-rule';

/** An index whose every use another one serves. */
export const redundantIndex: StateRule = {
  name: 'redundant-index',
  group: 'schema',
  severity: 'notice',
  decidedBy: 'schema',
  finds:
    'A B-tree index whose columns are the first of another one of the table. The longer one answers the same queries; each write keeps both.',
  safeForm: 'Drop the shorter index, unless it is much smaller and read very often.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY, author_id uuid, created_at timestamptz);
CREATE INDEX notes_author ON notes (author_id);
CREATE INDEX notes_author_created ON notes (author_id, created_at);`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, author_id uuid, created_at timestamptz);
CREATE INDEX notes_author_created ON notes (author_id, created_at);`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      table.indexes.flatMap((index) => {
        const wider = findWider(index, table);
        if (!wider) return [];
        const message = `Index ${index.name} of ${nameOf(table)} is served by ${wider.name}, which begins with the same columns.`;
        return { object: partOf('index', table, index), message };
      }),
    ),
};

function findWider(index: IndexState, { indexes }: RelationState): IndexState | undefined {
  if (index.isUnique || index.isInherited || index.included.length > 0 || !isPlain(index)) return undefined;
  return indexes.find(
    (other) =>
      other !== index &&
      isPlain(other) &&
      // The same columns are a duplicate, unless one of them is unique as well.
      (other.keys.length > index.keys.length || other.isUnique) &&
      index.keys.every((key, place) => key === other.keys[place]),
  );
}

function isPlain({ method, isValid, predicate }: IndexState): boolean {
  return method === 'btree' && isValid && predicate === null;
}
