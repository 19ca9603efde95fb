import { type FileRule, liveScripts } from '../../review/file-rule';

/** An index over more than three columns, that is not there for uniqueness. */
export const wideIndex: FileRule = {
  name: 'wide-index',
  group: 'style',
  severity: 'off',
  finds:
    'An index over more than three columns that is not unique: few queries use all of them, and every write keeps it.',
  safeForm: 'Index the columns that queries choose by, and INCLUDE what they only read.',
  example: 'CREATE TABLE notes (a int, b int, c int, d int); CREATE INDEX notes_all ON notes (a, b, c, d)',
  safeExample: 'CREATE TABLE notes (a int, b int, c int, d int); CREATE INDEX notes_a ON notes (a, b) INCLUDE (c, d)',
  scripts: liveScripts,
  visit: {
    IndexStmt: ({ unique, indexParams = [], idxname = 'without a name' }) =>
      unique || indexParams.length <= 3 ? [] : [{ message: `index ${idxname} has ${indexParams.length} columns` }],
  },
};
