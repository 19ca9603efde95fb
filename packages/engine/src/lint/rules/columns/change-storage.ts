import { type BlockingFact, type BlockingRule, everyTable, tableTarget, withPartitions } from '../../rule';
import { eachAction } from '../../statements/each-action';
import { readNameAt } from '../../statements/names';
import { findWords, hasWords, skipWords, type Token } from '../../statements/tokens';

const actions = [
  ['SET', 'LOGGED'],
  ['SET', 'UNLOGGED'],
  ['SET', 'TABLESPACE'],
  ['SET', 'ACCESS', 'METHOD'],
] as const;

/** Changes of where and how a table is stored. */
export const changeStorage: BlockingRule = {
  name: 'change-storage',
  finds:
    '`SET LOGGED`, `SET UNLOGGED`, `SET TABLESPACE` and `SET ACCESS METHOD` write the table, or the index, anew under `ACCESS EXCLUSIVE`.',
  example: 'ALTER TABLE big SET UNLOGGED',
  safeExample: undefined,
  safeForm: 'Make a new table so, and copy the rows in batches; for an index build a new one with CONCURRENTLY.',
  find: (statement) => [
    ...eachAction(statement, (action, table) => {
      const found = actions.find((words) => hasWords(action, 0, ...words));
      return (
        found && { lock: 'ACCESS EXCLUSIVE', effect: 'rewrite', what: found.join(' '), target: withPartitions(table) }
      );
    }),
    ...findIndex(statement.tokens),
    ...findAll(statement.tokens),
  ],
};

function findIndex(tokens: readonly Token[]): readonly BlockingFact[] {
  const afterIf = skipWords(tokens, 2, 'IF', 'EXISTS');
  const index = hasWords(tokens, 0, 'ALTER', 'INDEX') ? readNameAt(tokens, afterIf) : undefined;
  if (!index || !hasWords(tokens, index.next, 'SET', 'TABLESPACE')) return [];
  const target = tableTarget(index.name, { kind: 'index', ifExists: afterIf > 2 });
  return [{ target, lock: 'ACCESS EXCLUSIVE', effect: 'rewrite', what: 'ALTER INDEX SET TABLESPACE' }];
}

/** `ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b`. */
function findAll(tokens: readonly Token[]): readonly BlockingFact[] {
  const isAll = tokens[0]?.word === 'ALTER' && findWords(tokens, ['ALL', 'IN', 'TABLESPACE']) > 0;
  if (!isAll) return [];
  return [{ target: everyTable, lock: 'ACCESS EXCLUSIVE', effect: 'rewrite', what: 'ALL IN TABLESPACE' }];
}
