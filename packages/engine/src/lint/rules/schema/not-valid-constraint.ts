import { nameOf, partOf } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** A constraint that was never checked. One that is not enforced is meant so. */
export const notValidConstraint: StateRule = {
  name: 'not-valid-constraint',
  group: 'schema',
  severity: 'notice',
  decidedBy: 'schema',
  finds:
    'A constraint that is still NOT VALID after all migrations. Old rows may break it: a dump of the database may not be restorable, and the planner does not believe it.',
  safeForm: 'Run ALTER TABLE … VALIDATE CONSTRAINT in a later migration, which blocks no writes.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY, body text);
ALTER TABLE notes ADD CONSTRAINT body_is_short CHECK (length(body) < 1000) NOT VALID;`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, body text);
ALTER TABLE notes ADD CONSTRAINT body_is_short CHECK (length(body) < 1000) NOT VALID;
ALTER TABLE notes VALIDATE CONSTRAINT body_is_short;`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      table.constraints
        .filter(({ isValidated, isEnforced, isInherited }) => !isValidated && isEnforced && !isInherited)
        .map((constraint) => ({
          object: partOf('constraint', table, constraint),
          message: `Constraint ${constraint.name} of ${nameOf(table)} is NOT VALID, and no migration validates it.`,
        })),
    ),
};
