import { type BlockingRule, tableTarget } from '../../rule';
import { hasWords } from '../../statements/tokens';

/** DETACH PARTITION of a table to which foreign keys refer. */
export const detachPartition: BlockingRule = {
  name: 'detach-partition',
  finds:
    '`DETACH PARTITION` reads each table with a foreign key to the partitioned one under `ACCESS EXCLUSIVE`, with `CONCURRENTLY` under `SHARE`, to see that no row refers to the partition.',
  example: 'ALTER TABLE referred DETACH PARTITION referred_two',
  safeExample: undefined,
  safeForm:
    'Drop the foreign key, detach, and add it again NOT VALID with VALIDATE in a transaction of its own; or leave the partition in its place and delete its rows in slices.',
  find: ({ alterTable }) => {
    const [action = []] = alterTable?.actions ?? [];
    if (!alterTable || !hasWords(action, 0, 'DETACH', 'PARTITION')) return [];
    const ending = action.at(-1)?.word;
    // What is left of a DETACH … CONCURRENTLY has been looked at.
    if (ending === 'FINALIZE') return [];
    const { table, ifExists } = alterTable;
    const target = tableTarget(table, { kind: 'referencing', ifExists });
    const lock = ending === 'CONCURRENTLY' ? 'SHARE' : 'ACCESS EXCLUSIVE';
    return [{ target, lock, effect: 'scan', what: 'DETACH PARTITION' }];
  },
};
