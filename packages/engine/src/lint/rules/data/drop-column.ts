import { type FileRule, liveScripts } from '../../review/file-rule';
import { nameOfRelation } from '../../syntax/object-names';

/** DROP COLUMN of a table that an earlier release made. */
export const dropColumn: FileRule = {
  name: 'drop-column',
  group: 'data loss',
  severity: 'warning',
  finds:
    '`DROP COLUMN` takes the values of all rows away, and a down.sql that adds the column again adds it empty. What still names it fails, as requests of PostgREST do.',
  safeForm: 'Release what no longer uses it first; then waive this with the reason.',
  example: 'ALTER TABLE big DROP COLUMN v',
  safeExample: 'CREATE TABLE fresh (n int, v int);\nALTER TABLE fresh DROP COLUMN v',
  scripts: liveScripts,
  visitAction: ({ action, of }, { state }) => {
    if (action.subtype !== 'AT_DropColumn' || of.objtype !== 'OBJECT_TABLE' || !of.relation) return [];
    const table = nameOfRelation(of.relation);
    if (state.madeTable(table) !== 'no') return [];
    return [{ message: `DROP COLUMN ${action.name ?? ''} takes its values in all rows of ${table.written} away` }];
  },
};
