import { type FileRule, liveScripts } from '../../review/file-rule';
import { nodeOf, nodesOf } from '../../syntax/nodes';
import { nameOfRelation } from '../../syntax/object-names';

/** DROP CONSTRAINT that the same statement does not add again. */
export const dropConstraint: FileRule = {
  name: 'drop-constraint',
  group: 'compatibility',
  severity: 'warning',
  finds:
    '`DROP CONSTRAINT`: rows that were impossible become possible, and adding it again fails on them. That of a foreign key also takes `ACCESS EXCLUSIVE` on the table that it refers to.',
  safeForm:
    'Add the constraint that takes its place in the same ALTER TABLE, NOT VALID; else waive this with the reason.',
  example: 'ALTER TABLE big DROP CONSTRAINT big_n_check',
  safeExample: 'ALTER TABLE big DROP CONSTRAINT big_n_check, ADD CONSTRAINT big_n_check CHECK (n >= 0) NOT VALID',
  scripts: liveScripts,
  visitAction: ({ action, of }, { state }) => {
    if (action.subtype !== 'AT_DropConstraint' || of.objtype !== 'OBJECT_TABLE' || !of.relation) return [];
    const table = nameOfRelation(of.relation);
    const added = nodesOf('AlterTableCmd', of.cmds).flatMap(({ def }) => nodeOf('Constraint', def) ?? []);
    const isReplaced = added.some(({ conname }) => conname === action.name);
    if (state.madeTable(table) !== 'no' || isReplaced) return [];
    return [{ message: `${action.name ?? ''} of ${table.written} holds no more` }];
  },
};
