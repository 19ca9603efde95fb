import { readNameAt } from '../names';
import { type BlockingFact, type BlockingRule, tableTarget } from '../rule';
import { findWords, hasWords, skipWords } from '../tokens';

/** Partitions whose rows, or those of the default partition, are read to see where they belong. */
export const attachPartition: BlockingRule = {
  name: 'attach-partition',
  finds:
    '`ATTACH PARTITION` reads the new partition under `ACCESS EXCLUSIVE` unless a validated check over the partition key spares it that; it, and `CREATE TABLE … PARTITION OF`, also read the default partition.',
  example: 'ALTER TABLE parted ATTACH PARTITION part_two FOR VALUES IN (2)',
  safeExample: 'ALTER TABLE part_two ADD CONSTRAINT part_two_bound CHECK (k IS NOT NULL AND k = 2) NOT VALID',
  safeForm:
    'Add the bound to the partition (and its opposite to the default one) as CHECK … NOT VALID, VALIDATE it in a transaction of its own, then attach.',
  find: ({ tokens, alterTable }) => {
    const scan = { lock: 'ACCESS EXCLUSIVE', effect: 'scan' } as const;
    const created = hasWords(tokens, 0, 'CREATE', 'TABLE') ? findWords(tokens, ['PARTITION', 'OF']) : -1;
    const parent = created > 0 ? readNameAt(tokens, created + 2)?.name : undefined;
    if (parent && findWords(tokens, ['DEFAULT'], created) < 0) {
      const target = tableTarget(parent, { kind: 'default-partition' });
      return [{ ...scan, target, what: 'CREATE TABLE … PARTITION OF' }];
    }
    const [action = []] = alterTable?.actions ?? [];
    if (!alterTable || !hasWords(action, 0, 'ATTACH', 'PARTITION')) return [];
    const child = readNameAt(action, skipWords(action, 2, 'IF', 'EXISTS'))?.name;
    const unless = [{ kind: 'bound-checked', parent: alterTable.table }] as const;
    const facts: BlockingFact[] = [];
    if (child) facts.push({ ...scan, target: tableTarget(child), what: 'ATTACH PARTITION', unless });
    if (findWords(action, ['DEFAULT']) < 0) {
      const target = tableTarget(alterTable.table, { kind: 'default-partition' });
      facts.push({ ...scan, target, what: 'ATTACH PARTITION', unless });
    }
    return facts;
  },
};
