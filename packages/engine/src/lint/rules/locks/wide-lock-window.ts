import { type FileRule, liveScripts, type ReviewedStatement } from '../../review/file-rule';
import type { Name } from '../../statements/names';
import { nodeOf } from '../../syntax/nodes';
import { nameOfRelation } from '../../syntax/object-names';
import { locksOutReaders } from './strong-actions';

/** A second table locked while the first one is. */
export const wideLockWindow: FileRule = {
  name: 'wide-lock-window',
  group: 'locks',
  severity: 'warning',
  finds:
    'A transaction that alters one table and then another holds `ACCESS EXCLUSIVE` on the first while it waits for the second: nobody reads either, and whoever locks them in the other order ends in a deadlock.',
  safeForm: 'Alter each in a migration of its own, or begin the script with `-- pgrestify: transaction off`.',
  example: 'ALTER TABLE big ADD COLUMN w int;\nALTER TABLE other ADD COLUMN w int',
  safeExample: '-- pgrestify: transaction off\nALTER TABLE big ADD COLUMN w int;\nALTER TABLE other ADD COLUMN w int',
  scripts: liveScripts,
  visit: {
    AlterTableStmt: (_, { statement, transaction, at, state }) => {
      const here = lockedTable(statement);
      if (!here || state.madeTable(here) !== 'no') return [];
      const before = transaction.slice(0, at).map(lockedTable);
      const isNew = (name: Name | undefined) =>
        name !== undefined && state.madeTable(name) === 'no' && name.key !== here.key;
      const first = before.find(isNew);
      const isRepeated = before.some((name) => name?.key === here.key);
      if (!first || isRepeated) return [];
      return [
        { message: `${here.written} is locked while its transaction holds ACCESS EXCLUSIVE on ${first.written}` },
      ];
    },
  },
};

function lockedTable({ node }: ReviewedStatement): Name | undefined {
  const alter = nodeOf('AlterTableStmt', node);
  return alter?.relation && alter.objtype !== 'OBJECT_VIEW' && locksOutReaders(alter)
    ? nameOfRelation(alter.relation)
    : undefined;
}
