import { type BlockingFact, type BlockingRule, tableTarget } from '../../rule';
import { type Name, readNameAt } from '../../statements/names';
import { readPartitionBound } from '../../statements/partition-bound';
import { findWords, hasWords, type Token } from '../../statements/tokens';

/** Partitions whose rows, or those of the default partition, are read to see where they belong. */
export const attachPartition: BlockingRule = {
  name: 'attach-partition',
  finds:
    '`ATTACH PARTITION` reads the new partition under `ACCESS EXCLUSIVE` unless validated checks imply its bound, builds the indexes of the parent that it lacks, and checks the foreign keys of the parent that it lacks. It, and `CREATE TABLE … PARTITION OF`, also read the default partition, unless validated checks keep the bound out of it.',
  example: 'ALTER TABLE parted ATTACH PARTITION part_two FOR VALUES IN (2)',
  safeExample: 'ALTER TABLE part_two ADD CONSTRAINT part_two_bound CHECK (k IS NOT NULL AND k = 2) NOT VALID',
  safeForm:
    'Add the bound to the partition (and its opposite to the default one) as CHECK … NOT VALID, VALIDATE it in a transaction of its own, build each index CONCURRENTLY and each foreign key NOT VALID with VALIDATE, then attach.',
  find: ({ tokens, alterTable }) => {
    const created = hasWords(tokens, 0, 'CREATE', 'TABLE') ? findWords(tokens, ['PARTITION', 'OF']) : -1;
    const parent = created > 0 ? readNameAt(tokens, created + 2)?.name : undefined;
    if (parent && findWords(tokens, ['DEFAULT'], created) < 0) {
      const fact = readDefault(parent, tokens, 'CREATE TABLE … PARTITION OF');
      // Of the parent: all its partitions are read and written by way of it.
      return [{ ...fact, alsoLocks: { target: tableTarget(parent), lock: 'ACCESS EXCLUSIVE' } }];
    }
    const [action = []] = alterTable?.actions ?? [];
    if (!alterTable || !hasWords(action, 0, 'ATTACH', 'PARTITION')) return [];
    const child = readNameAt(action, 2)?.name;
    return [
      ...(child ? findAttached(alterTable.table, child, action) : []),
      ...(findWords(action, ['DEFAULT']) < 0 ? [readDefault(alterTable.table, action, 'ATTACH PARTITION')] : []),
    ];
  },
};

const scan = { lock: 'ACCESS EXCLUSIVE', effect: 'scan' } as const;

/** What is done to the table that becomes a partition. */
function findAttached(parent: Name, child: Name, action: readonly Token[]): readonly BlockingFact[] {
  const target = tableTarget(child);
  const bound = readPartitionBound(action);
  return [
    { ...scan, target, what: 'ATTACH PARTITION', unless: [{ kind: 'bound-checked', parent, bound }] },
    {
      ...scan,
      target,
      effect: 'index-build',
      what: "ATTACH PARTITION with an index of the parent's",
      unless: [{ kind: 'indexes-match', parent }],
    },
    {
      ...scan,
      target,
      what: "ATTACH PARTITION with a foreign key of the parent's",
      unless: [{ kind: 'foreign-keys-match', parent }],
      alsoLocks: { target: tableTarget(parent, { kind: 'referenced' }), lock: 'SHARE ROW EXCLUSIVE' },
    },
  ];
}

/** The default partition is looked through for rows that belong into the new one. */
function readDefault(parent: Name, tokens: readonly Token[], what: string): BlockingFact {
  const target = tableTarget(parent, { kind: 'default-partition' });
  const bound = readPartitionBound(tokens);
  return { ...scan, target, what, unless: [{ kind: 'bound-checked', parent, bound }] };
}
