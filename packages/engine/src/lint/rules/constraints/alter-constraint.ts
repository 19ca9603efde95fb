import { type BlockingRule, tableTarget } from '../../rule';
import { eachAction } from '../../statements/each-action';
import { foldName } from '../../statements/names';
import { findWords, hasWords } from '../../statements/tokens';

/** ALTER CONSTRAINT … ENFORCED and INHERIT, of PostgreSQL 18; of a check ENFORCED is of 19. */
export const alterConstraint: BlockingRule = {
  name: 'alter-constraint',
  finds:
    '`ALTER CONSTRAINT … ENFORCED` reads all rows under `ACCESS EXCLUSIVE`, for a foreign key those of both tables; `ALTER CONSTRAINT … INHERIT` of a not-null constraint reads the tables that inherit.',
  example: 'ALTER TABLE unforced ALTER CONSTRAINT unforced_fk ENFORCED',
  safeExample: 'ALTER TABLE unforced ADD CONSTRAINT unforced_fk_too FOREIGN KEY (n) REFERENCES other (id) NOT VALID',
  safeForm:
    'Add the same constraint under another name NOT VALID, VALIDATE it in a transaction of its own, then drop this one; for INHERIT make each column below NOT NULL in that way first.',
  find: (statement) =>
    eachAction(statement, (action, table) => {
      const constraint = action[2];
      if (!hasWords(action, 0, 'ALTER', 'CONSTRAINT') || !constraint || !table.name) return undefined;
      const name = foldName(constraint);
      if (hasWords(action, 3, 'INHERIT')) {
        return {
          lock: 'ACCESS EXCLUSIVE',
          effect: 'scan',
          what: `ALTER CONSTRAINT ${name} INHERIT`,
          target: tableTarget(table.name, { kind: 'inheriting', part: name }),
        };
      }
      const enforced = findWords(action, ['ENFORCED'], 3);
      if (enforced < 0 || action[enforced - 1]?.word === 'NOT') return undefined;
      return {
        lock: 'ACCESS EXCLUSIVE',
        effect: 'scan',
        what: `ALTER CONSTRAINT ${name} ENFORCED`,
        unless: [{ kind: 'enforced', constraint: name }],
        alsoLocks: {
          target: tableTarget(table.name, { kind: 'referenced', part: name }),
          lock: 'SHARE ROW EXCLUSIVE',
        },
      };
    }),
};
