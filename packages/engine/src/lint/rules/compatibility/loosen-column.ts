import type { AlterTableCmd } from 'libpg-query';
import { type FileRule, liveScripts } from '../../review/file-rule';
import { nameOfRelation } from '../../syntax/object-names';

/** DROP NOT NULL and DROP DEFAULT. */
export const loosenColumn: FileRule = {
  name: 'loosen-column',
  group: 'compatibility',
  severity: 'warning',
  finds:
    '`DROP NOT NULL`: clients that were promised a value get null, and generated types change. `DROP DEFAULT`: an `INSERT` of the running application that leaves the column out gets null, or fails where null is not allowed.',
  safeForm: 'Release what can deal with it first; then waive this with the reason.',
  example: 'ALTER TABLE big ALTER COLUMN n DROP NOT NULL',
  safeExample: 'CREATE TABLE fresh (n int NOT NULL);\nALTER TABLE fresh ALTER COLUMN n DROP NOT NULL',
  scripts: liveScripts,
  visitAction: ({ action, of }, { state }) => {
    const lost = whatIsLost(action);
    if (lost === undefined || of.objtype !== 'OBJECT_TABLE' || !of.relation) return [];
    const table = nameOfRelation(of.relation);
    if (state.madeTable(table) !== 'no') return [];
    return [{ message: `${action.name ?? ''} of ${table.written} ${lost}` }];
  },
};

function whatIsLost({ subtype, def }: AlterTableCmd): string | undefined {
  if (subtype === 'AT_DropNotNull') return 'may be null from now on';
  if (subtype === 'AT_ColumnDefault' && def === undefined) return 'has no default any more';
  return undefined;
}
