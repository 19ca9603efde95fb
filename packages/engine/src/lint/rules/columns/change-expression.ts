import type { BlockingRule } from '../../rule';
import { eachAction } from '../../statements/each-action';
import { foldName } from '../../statements/names';
import { hasWords, skipWords } from '../../statements/tokens';

/** ALTER COLUMN … SET EXPRESSION, of PostgreSQL 17. */
export const changeExpression: BlockingRule = {
  name: 'change-expression',
  finds:
    '`ALTER COLUMN … SET EXPRESSION` computes a stored generated column anew for every row and writes the table anew; of a virtual one nothing is stored, and the table is read only where a check names it.',
  example: 'ALTER TABLE computed ALTER COLUMN twice SET EXPRESSION AS (n * 3)',
  safeExample: 'ALTER TABLE computed ALTER COLUMN twice DROP EXPRESSION',
  safeForm:
    'DROP EXPRESSION makes it a plain column: keep that by a trigger, and fill the rows with a migration of --kind=backfill.',
  find: (statement) =>
    eachAction(statement, (action) => {
      const name = skipWords(action, 1, 'COLUMN');
      const column = action[name];
      if (!column || !hasWords(action, 0, 'ALTER') || !hasWords(action, name + 1, 'SET', 'EXPRESSION'))
        return undefined;
      return {
        lock: 'ACCESS EXCLUSIVE',
        effect: 'rewrite',
        what: `ALTER COLUMN ${foldName(column)} SET EXPRESSION`,
        unless: [{ kind: 'virtual-column', column: foldName(column) }],
        safeForms: {
          scan: 'Drop the check of the virtual column before, then add it again NOT VALID, and VALIDATE it in a transaction of its own.',
        },
      };
    }),
};
