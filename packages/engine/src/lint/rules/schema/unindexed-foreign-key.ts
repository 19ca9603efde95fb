import { nameOf, partOf } from '../../state/api-access';
import type { ConstraintState, RelationState } from '../../state/state-facts';
import type { StateRule } from '../../state/state-rule';

/** A foreign key whose rows cannot be found from the other side. */
export const unindexedForeignKey: StateRule = {
  name: 'unindexed-foreign-key',
  group: 'schema',
  severity: 'notice',
  decidedBy: 'schema',
  finds:
    'A foreign key whose columns are not the first of an index. Each DELETE or change of a key in the table that it refers to scans this table.',
  safeForm: 'Create an index that begins with the columns of the foreign key.',
  example: `CREATE TABLE authors (id uuid PRIMARY KEY);
CREATE TABLE notes (id uuid PRIMARY KEY, author_id uuid NOT NULL REFERENCES authors);`,
  safeExample: `CREATE TABLE authors (id uuid PRIMARY KEY);
CREATE TABLE notes (id uuid PRIMARY KEY, author_id uuid NOT NULL REFERENCES authors);
CREATE INDEX notes_author_id ON notes (author_id);`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      table.constraints
        .filter(
          (constraint) => constraint.type === 'foreign-key' && !constraint.isInherited && !isIndexed(constraint, table),
        )
        .map((constraint) => ({
          object: partOf('constraint', table, constraint),
          message: `Foreign key ${constraint.name} of ${nameOf(table)} (${constraint.columns.join(', ')}) has no index.`,
        })),
    ),
};

/** In whatever order the columns stand there. A partial index is used only if it leaves out nothing but NULLs. */
function isIndexed({ columns }: ConstraintState, { indexes }: RelationState): boolean {
  return indexes.some((index) => {
    const first = index.columns.slice(0, columns.length);
    const isWhole = index.predicate === null || isOfValues(index.predicate, columns);
    return index.isValid && isWhole && columns.every((column) => first.includes(column));
  });
}

function isOfValues(predicate: string, [column, ...others]: readonly string[]): boolean {
  return others.length === 0 && predicate.replaceAll(/[()"]/g, '') === `${column} IS NOT NULL`;
}
