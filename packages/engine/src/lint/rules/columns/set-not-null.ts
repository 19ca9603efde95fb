import type { BlockingRule } from '../../rule';
import { eachAction } from '../../statements/each-action';
import { foldName } from '../../statements/names';
import { findWords, hasWords, skipWords, type Token } from '../../statements/tokens';

/** SET NOT NULL without a validated check. */
export const setNotNull: BlockingRule = {
  name: 'set-not-null',
  finds:
    '`SET NOT NULL` reads the whole table under `ACCESS EXCLUSIVE`, unless a validated check that says `column IS NOT NULL`, alone or beside other things, spares it that.',
  example: 'ALTER TABLE big ALTER COLUMN n SET NOT NULL',
  safeExample: 'ALTER TABLE big ADD CONSTRAINT n_is_filled CHECK (n IS NOT NULL) NOT VALID',
  safeForm:
    'Add CHECK (column IS NOT NULL) NOT VALID, VALIDATE it in a transaction of its own, then SET NOT NULL: a migration of --kind=add-constraint --constraint=not-null does that.',
  find: (statement) =>
    eachAction(statement, (action) => {
      const column = readColumn(action);
      return column === undefined
        ? undefined
        : {
            lock: 'ACCESS EXCLUSIVE',
            effect: 'scan',
            what: `ALTER COLUMN ${column} SET NOT NULL`,
            unless: [{ kind: 'proven-not-null', column }],
          };
    }),
};

function readColumn(action: readonly Token[]): string | undefined {
  const name = skipWords(action, 1, 'COLUMN');
  if (hasWords(action, 0, 'ALTER') && hasWords(action, name + 1, 'SET', 'NOT', 'NULL')) return fold(action[name]);
  // ADD [CONSTRAINT name] NOT NULL column, of PostgreSQL 18.
  const constraint = hasWords(action, 0, 'ADD', 'CONSTRAINT') ? 3 : 1;
  if (!hasWords(action, 0, 'ADD') || !hasWords(action, constraint, 'NOT', 'NULL')) return undefined;
  return findWords(action, ['NOT', 'VALID']) >= 0 ? undefined : fold(action[constraint + 2]);
}

function fold(token: Token | undefined): string | undefined {
  return token && foldName(token);
}
