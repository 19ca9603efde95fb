import { type FileRule, liveScripts } from '../../review/file-rule';
import { listedNames } from '../../syntax/object-names';

/** DROP INDEX without CONCURRENTLY. */
export const dropIndex: FileRule = {
  name: 'drop-index',
  group: 'locks',
  severity: 'warning',
  finds:
    '`DROP INDEX` takes `ACCESS EXCLUSIVE` on the table of the index: it waits for every query that reads the table, and whatever comes after it waits behind it.',
  safeForm: 'Write DROP INDEX CONCURRENTLY.',
  example: 'DROP INDEX big_n',
  safeExample: 'DROP INDEX CONCURRENTLY big_n',
  scripts: liveScripts,
  visit: {
    DropStmt: ({ removeType, concurrent, objects }, { state }) => {
      if (removeType !== 'OBJECT_INDEX' || concurrent) return [];
      return listedNames(objects).flatMap((name) => {
        const made = state.madeIndex(name);
        if (made && state.madeTable(made.table) !== 'no') return [];
        return [{ message: `DROP INDEX ${name.written} locks its table against reads and writes` }];
      });
    },
  },
};
