import type { BlockingRule } from '../../rule';
import { eachAddedColumn } from '../../statements/each-action';
import { serialTypes } from './add-column-computed';

/** ADD COLUMN … NOT NULL where nothing gives the rows a value. */
export const addColumnNotNull: BlockingRule = {
  name: 'add-column-not-null',
  finds:
    '`ADD COLUMN … NOT NULL` without a default fails when there is a row; of a virtual generated column it reads the whole table under `ACCESS EXCLUSIVE`.',
  example: 'ALTER TABLE big ADD COLUMN status text NOT NULL',
  safeExample: "ALTER TABLE big ADD COLUMN status text NOT NULL DEFAULT 'new'",
  safeForm:
    'Give it a constant DEFAULT; or add it without NOT NULL, fill the rows with a migration of --kind=backfill, then require it with one of --kind=add-constraint --constraint=not-null.',
  find: (statement) =>
    eachAddedColumn(statement, ({ name, type, notNull, default: expression, generated }) => {
      const hasValue = expression !== undefined && !expression.every(({ word }) => word === 'NULL');
      if (!notNull || hasValue || serialTypes.has(type.toUpperCase())) return undefined;
      if (generated === 'virtual') {
        return {
          lock: 'ACCESS EXCLUSIVE',
          effect: 'scan',
          what: `ADD COLUMN ${name} VIRTUAL NOT NULL`,
          safeForms: {
            scan: 'Add it without NOT NULL, then ADD CONSTRAINT … NOT NULL … NOT VALID, and VALIDATE that in a transaction of its own.',
          },
        };
      }
      if (generated !== undefined) return undefined;
      return {
        lock: 'ACCESS EXCLUSIVE',
        effect: 'failure',
        what: `ADD COLUMN ${name} ${type} NOT NULL`,
        ...(expression === undefined && { unless: [{ kind: 'domain-default', type }] }),
      };
    }),
};
