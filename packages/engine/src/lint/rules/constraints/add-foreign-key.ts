import { type BlockingFact, type BlockingRule, tableTarget, withPartitions } from '../../rule';
import { parseAddedColumn } from '../../statements/added-column';
import { parseAddedConstraint } from '../../statements/added-constraint';
import { eachAction } from '../../statements/each-action';
import type { Name } from '../../statements/names';

/** ADD FOREIGN KEY without NOT VALID, and REFERENCES of an added column that has a value. */
export const addForeignKey: BlockingRule = {
  name: 'add-foreign-key',
  finds:
    '`ADD FOREIGN KEY` compares all rows under `SHARE ROW EXCLUSIVE` on both tables, and on all partitions of both: none can be written meanwhile.',
  example: 'ALTER TABLE big ADD CONSTRAINT big_n_fkey FOREIGN KEY (n) REFERENCES other (id)',
  safeExample: 'ALTER TABLE big ADD CONSTRAINT big_n_fkey FOREIGN KEY (n) REFERENCES other (id) NOT VALID',
  safeForm: 'Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own (--kind=add-constraint).',
  find: (statement) =>
    eachAction(statement, (action, table) => {
      const constraint = parseAddedConstraint(action);
      if (constraint?.kind === 'foreign-key' && !constraint.notValid) {
        return {
          lock: 'SHARE ROW EXCLUSIVE',
          effect: 'scan',
          what: 'ADD FOREIGN KEY',
          target: withPartitions(table),
          ...(constraint.references && { alsoLocks: lockOn(constraint.references) }),
        };
      }
      const column = parseAddedColumn(action);
      // Without a default every value is null, and PostgreSQL knows that it need not look.
      const hasValue = column?.default !== undefined && !column.default.every(({ word }) => word === 'NULL');
      if (!column?.references?.enforced || !hasValue) return undefined;
      return {
        lock: 'ACCESS EXCLUSIVE',
        effect: 'scan',
        what: `ADD COLUMN ${column.name} with REFERENCES and a default`,
        alsoLocks: lockOn(column.references.table),
        ...(column.ifNotExists && { unless: [{ kind: 'column-exists', column: column.name }] }),
      };
    }),
};

/** The table to which it refers is locked and read as well. */
function lockOn(table: Name): NonNullable<BlockingFact['alsoLocks']> {
  return { target: tableTarget(table), lock: 'SHARE ROW EXCLUSIVE' };
}
