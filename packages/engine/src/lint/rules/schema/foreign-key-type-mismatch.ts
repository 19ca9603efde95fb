import { nameOf, partOf } from '../../state/api-access';
import type { ConstraintState } from '../../state/state-facts';
import type { StateRule } from '../../state/state-rule';

/** A foreign key between columns of two types. */
export const foreignKeyTypeMismatch: StateRule = {
  name: 'foreign-key-type-mismatch',
  group: 'schema',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A foreign key whose column has another type than the one that it refers to. An int column that refers to a bigint one ends at two billion, and each check casts.',
  safeForm: 'Give the column the type of the column that it refers to.',
  example: `CREATE TABLE authors (id bigint PRIMARY KEY);
CREATE TABLE notes (id bigint PRIMARY KEY, author_id int REFERENCES authors);`,
  safeExample: `CREATE TABLE authors (id bigint PRIMARY KEY);
CREATE TABLE notes (id bigint PRIMARY KEY, author_id bigint REFERENCES authors);`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      table.constraints
        .filter(({ type, isInherited }) => type === 'foreign-key' && !isInherited)
        .flatMap((constraint) =>
          mismatches(constraint).map((mismatch) => ({
            object: partOf('constraint', table, constraint),
            message: `Foreign key ${constraint.name} of ${nameOf(table)}: ${mismatch}.`,
          })),
        ),
    ),
};

function mismatches({ columns, types, references }: ConstraintState): readonly string[] {
  return columns.flatMap((column, place) => {
    const [type = '', referred = ''] = [types[place], references.types[place]];
    if (alike(type) === alike(referred)) return [];
    return `${column} is ${type}, and ${references.columns[place]} of ${references.table} is ${referred}`;
  });
}

/** Texts compare as texts, whatever their length. */
function alike(type: string): string {
  return type === 'character varying' ? 'text' : type;
}
