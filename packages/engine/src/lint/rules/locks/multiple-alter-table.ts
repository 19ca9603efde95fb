import { type FileRule, liveScripts } from '../../review/file-rule';
import { nodeOf } from '../../syntax/nodes';
import { nameOfRelation } from '../../syntax/object-names';

/** Two ALTER TABLE of one table in a row. */
export const multipleAlterTable: FileRule = {
  name: 'multiple-alter-table',
  group: 'rewrites and scans',
  severity: 'notice',
  finds:
    'Several `ALTER TABLE` of one table in a row: in one statement, what they check or write anew goes through the table once and not several times.',
  safeForm: 'Write the actions in one ALTER TABLE, with commas between them.',
  example: 'ALTER TABLE big ADD COLUMN v int;\nALTER TABLE big ADD COLUMN w int',
  safeExample: 'ALTER TABLE big ADD COLUMN v int, ADD COLUMN w int',
  scripts: liveScripts,
  visit: {
    AlterTableStmt: ({ relation, objtype }, { transaction, at, state }) => {
      const before = nodeOf('AlterTableStmt', transaction[at - 1]?.node);
      if (!relation || !before?.relation || objtype !== 'OBJECT_TABLE') return [];
      const name = nameOfRelation(relation);
      const isSame = nameOfRelation(before.relation).key === name.key;
      if (!isSame || state.madeTable(name) !== 'no') return [];
      return [{ message: `ALTER TABLE ${name.written} follows another one of the same table` }];
    },
  },
};
