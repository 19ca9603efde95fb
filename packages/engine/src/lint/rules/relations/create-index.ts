import { type BlockingRule, tableTarget } from '../../rule';
import { parseCreatedIndex } from '../../statements/created-index';

/** CREATE INDEX without CONCURRENTLY. */
export const createIndex: BlockingRule = {
  name: 'create-index',
  finds: '`CREATE INDEX` reads the table under `SHARE`: no row can be written until the index is built.',
  example: 'CREATE INDEX big_n ON big (n)',
  safeExample: 'CREATE INDEX CONCURRENTLY big_n ON big (n)',
  safeForm:
    'Write CREATE INDEX CONCURRENTLY; on a partitioned table build it so on each partition, then attach them to one made ON ONLY the parent.',
  find: ({ tokens }) => {
    const index = parseCreatedIndex(tokens);
    if (!index || index.concurrently) return [];
    return [
      {
        target: tableTarget(index.table, { children: index.only ? 'none' : 'partitions' }),
        lock: 'SHARE',
        effect: 'index-build',
        what: index.unique ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX',
        ...(index.ifNotExists && index.name && { unless: [{ kind: 'index-exists', index: index.name }] }),
      },
    ];
  },
};
