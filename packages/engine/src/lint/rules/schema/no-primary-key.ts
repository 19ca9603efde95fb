import { nameOf, objectOf } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** A table whose rows have no name. A partition has its parent's key. */
export const noPrimaryKey: StateRule = {
  name: 'no-primary-key',
  group: 'schema',
  severity: 'notice',
  decidedBy: 'schema',
  finds:
    'A table without a primary key. Logical replication cannot update its rows, PostgREST cannot upsert them, and doubles cannot be told apart.',
  safeForm: 'Add a primary key.',
  example: 'CREATE TABLE notes (id uuid NOT NULL, body text);',
  safeExample: 'CREATE TABLE notes (id uuid PRIMARY KEY, body text);',
  judge: ({ relations }) =>
    relations
      .filter(({ kind, isPartition }) => kind === 'table' && !isPartition)
      .filter(({ constraints }) => !constraints.some(({ type }) => type === 'primary-key'))
      .map((table) => ({ object: objectOf(table), message: `Table ${nameOf(table)} has no primary key.` })),
};
