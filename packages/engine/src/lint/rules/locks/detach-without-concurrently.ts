import { type FileRule, liveScripts } from '../../review/file-rule';
import { nodeOf } from '../../syntax/nodes';
import { nameOfRelation } from '../../syntax/object-names';

/** DETACH PARTITION without CONCURRENTLY. */
export const detachWithoutConcurrently: FileRule = {
  name: 'detach-without-concurrently',
  group: 'locks',
  severity: 'warning',
  finds:
    '`DETACH PARTITION` takes `ACCESS EXCLUSIVE` on the partitioned table: it waits for every query that reads any of its partitions, and whatever comes after it waits behind it. `CONCURRENTLY` is there since PostgreSQL 14; it needs a script outside of a transaction, and no default partition.',
  safeForm: 'Write DETACH PARTITION … CONCURRENTLY.',
  example: 'ALTER TABLE parted DETACH PARTITION part',
  safeExample: 'ALTER TABLE parted DETACH PARTITION part CONCURRENTLY',
  scripts: liveScripts,
  visitAction: ({ action, of }, { state, known }) => {
    const partition = action.subtype === 'AT_DetachPartition' ? nodeOf('PartitionCmd', action.def) : undefined;
    if (!partition || partition.concurrent || !of.relation) return [];
    const table = nameOfRelation(of.relation);
    if (state.madeTable(table) !== 'no') return [];
    const hasDefault = known.table(table.key)?.defaultPartition !== undefined;
    const safeForm =
      'Drop the default partition first, or run it when few queries read the table: CONCURRENTLY needs a table without one.';
    return [
      {
        message: `DETACH PARTITION locks ${table.written} and all its partitions against reads and writes`,
        ...(hasDefault && { safeForm }),
      },
    ];
  },
};
