import { type FileRule, liveScripts } from '../../review/file-rule';
import { nameOfRelation } from '../../syntax/object-names';

/** A table that is called otherwise, or is elsewhere. */
export const renameTable: FileRule = {
  name: 'rename-table',
  group: 'compatibility',
  severity: 'warning',
  finds:
    'A table with another name or in another schema: the application that runs meanwhile still asks for the old one, and its path in PostgREST is gone.',
  safeForm:
    'Leave a view of the old name WITH (security_invoker = true) until nobody uses it; then waive this with the reason.',
  example: 'ALTER TABLE big RENAME TO large',
  safeExample: 'CREATE TABLE fresh (n int);\nALTER TABLE fresh RENAME TO fresher',
  scripts: liveScripts,
  visit: {
    RenameStmt: ({ renameType, relation, newname = '' }, { state }) => {
      if (renameType !== 'OBJECT_TABLE' || !relation) return [];
      const name = nameOfRelation(relation);
      if (state.madeTable(name) !== 'no') return [];
      return [{ message: `${name.written} is called ${newname} from now on: what asks for the old name fails` }];
    },
    AlterObjectSchemaStmt: ({ objectType, relation, newschema = '' }, { state }) => {
      if (objectType !== 'OBJECT_TABLE' || !relation) return [];
      const name = nameOfRelation(relation);
      if (state.madeTable(name) !== 'no') return [];
      return [{ message: `${name.written} is in ${newschema} from now on: what looks for it where it was fails` }];
    },
  },
};
