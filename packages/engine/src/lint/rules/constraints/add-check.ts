import type { BlockingRule } from '../../rule';
import { parseAddedColumn } from '../../statements/added-column';
import { parseAddedConstraint } from '../../statements/added-constraint';
import { eachAction } from '../../statements/each-action';

/** ADD CHECK without NOT VALID, also as part of ADD COLUMN. */
export const addCheck: BlockingRule = {
  name: 'add-check',
  finds:
    '`ADD CONSTRAINT … CHECK` reads the whole table under `ACCESS EXCLUSIVE`, also where it stands behind `ADD COLUMN`.',
  example: 'ALTER TABLE big ADD CONSTRAINT n_positive CHECK (n > 0)',
  safeExample: 'ALTER TABLE big ADD CONSTRAINT n_positive CHECK (n > 0) NOT VALID',
  safeForm: 'Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own (--kind=add-constraint).',
  find: (statement) =>
    eachAction(statement, (action) => {
      const constraint = parseAddedConstraint(action);
      const column = parseAddedColumn(action);
      const isFound = column ? column.check : constraint?.kind === 'check' && !constraint.notValid;
      if (!isFound) return undefined;
      return {
        lock: 'ACCESS EXCLUSIVE',
        effect: 'scan',
        what: column ? `ADD COLUMN ${column.name} with CHECK` : 'ADD CHECK',
        ...(column?.ifNotExists && { unless: [{ kind: 'column-exists', column: column.name }] }),
      };
    }),
};
