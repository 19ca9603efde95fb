import type { RangeVar } from 'libpg-query';
import { type FileRule, type Found, liveScripts, type ReviewContext } from '../../review/file-rule';
import { nameOfRelation } from '../../syntax/object-names';

/** UPDATE and DELETE without WHERE. */
export const changeAllRows: FileRule = {
  name: 'change-all-rows',
  group: 'data loss',
  severity: 'warning',
  finds:
    '`DELETE` and `UPDATE` without `WHERE` take or overwrite every row, in one transaction: all of them are locked until it ends, and an `UPDATE` makes the table up to twice its size. Often the `WHERE` was forgotten.',
  safeForm: 'Say which rows: a migration of --kind=backfill goes through a table in slices.',
  example: 'DELETE FROM big',
  safeExample: 'DELETE FROM big WHERE n < 5',
  scripts: liveScripts,
  visit: {
    DeleteStmt: ({ relation, whereClause, usingClause }, context) =>
      whereClause || usingClause ? [] : ofTable('DELETE FROM', relation, context),
    UpdateStmt: ({ relation, whereClause, fromClause }, context) =>
      whereClause || fromClause ? [] : ofTable('UPDATE', relation, context),
  },
};

function ofTable(verb: string, relation: RangeVar | undefined, { state }: ReviewContext): readonly Found[] {
  if (!relation) return [];
  const name = nameOfRelation(relation);
  if (state.madeTable(name) !== 'no') return [];
  return [{ message: `${verb} ${name.written} without WHERE changes every row` }];
}
