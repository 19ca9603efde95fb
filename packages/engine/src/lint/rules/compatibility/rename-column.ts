import { type FileRule, liveScripts } from '../../review/file-rule';
import { nameOfRelation } from '../../syntax/object-names';

/** A column that is called otherwise. */
export const renameColumn: FileRule = {
  name: 'rename-column',
  group: 'compatibility',
  severity: 'warning',
  finds:
    'A column with another name: the application that runs meanwhile still reads and writes the old one, and so do requests to PostgREST.',
  safeForm: 'Add a column of the new name, keep both alike by a trigger, and drop the old one in a later release.',
  example: 'ALTER TABLE big RENAME COLUMN v TO w',
  safeExample: 'CREATE TABLE fresh (n int);\nALTER TABLE fresh RENAME COLUMN n TO m',
  scripts: liveScripts,
  visit: {
    RenameStmt: ({ renameType, relation, subname = '', newname = '' }, { state }) => {
      if (renameType !== 'OBJECT_COLUMN' || !relation) return [];
      const table = nameOfRelation(relation);
      if (state.madeTable(table) !== 'no') return [];
      return [
        {
          message: `${subname} of ${table.written} is called ${newname} from now on: what asks for the old name fails`,
        },
      ];
    },
  },
};
