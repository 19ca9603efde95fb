import { type FileRule, liveScripts } from '../../review/file-rule';
import { listedNames } from '../../syntax/object-names';

/** DROP TABLE of what an earlier release made. */
export const dropTable: FileRule = {
  name: 'drop-table',
  group: 'data loss',
  severity: 'warning',
  finds:
    '`DROP TABLE` takes all rows away, and a down.sql that makes the table again makes it empty. What still reads it fails.',
  safeForm:
    'Release what no longer reads it first, take a backup, and waive this with the reason; or rename it out of sight for a while.',
  example: 'DROP TABLE big',
  safeExample: 'CREATE TABLE staging (n int);\nDROP TABLE staging',
  scripts: liveScripts,
  visit: {
    DropStmt: ({ removeType, objects }, { state }) => {
      if (removeType !== 'OBJECT_TABLE' && removeType !== 'OBJECT_FOREIGN_TABLE') return [];
      return listedNames(objects)
        .filter((name) => state.madeTable(name) === 'no')
        .map(({ written }) => ({ message: `DROP TABLE ${written} takes all of its rows away` }));
    },
  },
};
