import { type FileRule, liveScripts } from '../../review/file-rule';
import { relationsOf } from '../../syntax/object-names';

/** LOCK TABLE in a mode that makes the application wait. */
export const lockTable: FileRule = {
  name: 'lock-table',
  group: 'locks',
  severity: 'warning',
  finds:
    '`LOCK TABLE` takes `ACCESS EXCLUSIVE` unless it says another mode, and holds it until the transaction ends: nobody reads the table until then. A statement takes the lock that it needs by itself.',
  safeForm: 'Leave it out; or name the weakest mode that is enough, as IN SHARE UPDATE EXCLUSIVE MODE.',
  example: 'LOCK TABLE big',
  safeExample: 'LOCK TABLE big IN SHARE UPDATE EXCLUSIVE MODE',
  scripts: liveScripts,
  visit: {
    LockStmt: ({ relations, mode = 0 }, { state }) => {
      const level = levels[mode];
      if (level === undefined) return [];
      return relationsOf(relations)
        .filter((name) => state.madeTable(name) === 'no')
        .map(({ written }) => ({
          message: `LOCK TABLE holds ${level} on ${written} until its transaction ends: its ${mode === 8 ? 'reads and writes' : 'writes'} wait`,
        }));
    },
  },
};

/** Those that keep writes out, by their numbers in PostgreSQL's lockdefs.h. */
const levels: Readonly<Record<number, string>> = {
  5: 'SHARE',
  6: 'SHARE ROW EXCLUSIVE',
  7: 'EXCLUSIVE',
  8: 'ACCESS EXCLUSIVE',
};
