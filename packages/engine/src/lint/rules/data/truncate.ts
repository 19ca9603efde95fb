import { type FileRule, liveScripts } from '../../review/file-rule';
import { relationsOf } from '../../syntax/object-names';

/** TRUNCATE of a table that may hold rows. */
export const truncate: FileRule = {
  name: 'truncate',
  group: 'data loss',
  severity: 'warning',
  finds:
    '`TRUNCATE` takes all rows of a table away under `ACCESS EXCLUSIVE`; with `CASCADE` also those of every table that refers to it, whatever they are. No down.sql brings them back.',
  safeForm: 'Delete what should go with DELETE … WHERE, in slices; or take a backup and waive this with the reason.',
  example: 'TRUNCATE big',
  safeExample: 'DELETE FROM big WHERE n < 5',
  scripts: liveScripts,
  visit: {
    TruncateStmt: ({ relations, behavior }, { state }) => {
      const also = behavior === 'DROP_CASCADE' ? ', and those of all tables that refer to it' : '';
      return relationsOf(relations)
        .filter((name) => state.madeTable(name) === 'no')
        .map(({ written }) => ({ message: `TRUNCATE takes away all rows of ${written}${also}` }));
    },
  },
};
