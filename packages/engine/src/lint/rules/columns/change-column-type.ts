import type { BlockingRule } from '../../rule';
import { eachAction } from '../../statements/each-action';
import { readTypeChange } from '../../statements/type-change';

/** ALTER COLUMN … TYPE that is more than a wider limit. */
export const changeColumnType: BlockingRule = {
  name: 'change-column-type',
  finds:
    '`ALTER COLUMN … TYPE` writes the table anew. Not for types that are stored alike, as `varchar(50)` to `varchar(100)` or `text`, `numeric(8,2)` to `numeric(12,2)`, `text` to a domain without constraints, or `timestamp` to `timestamptz` while TimeZone is UTC; then it reads the table where a check or a changed foreign key leans on the column, and builds those indexes anew that sort or compare in another way (`text` to `citext`, `int` to `oid`, another collation), or have an expression or a predicate.',
  example: 'ALTER TABLE big ALTER COLUMN n TYPE bigint',
  safeExample: 'ALTER TABLE big ADD COLUMN n_new bigint',
  safeForm:
    'Add a column of the new type, write both from the application, fill it with a migration of --kind=backfill, and drop the old one later.',
  find: (statement) =>
    eachAction(statement, (action) => {
      const change = readTypeChange(action, 'COLUMN');
      if (!change) return undefined;
      const { column, type, collation, keepsValue } = change;
      return {
        lock: 'ACCESS EXCLUSIVE',
        effect: 'rewrite',
        what: `ALTER COLUMN ${column} TYPE ${type}`,
        ...(keepsValue && { unless: [{ kind: 'same-storage', column, type, collation }] }),
      };
    }),
};
