import { type FileRule, liveScripts, type ReviewContext } from '../../review/file-rule';
import { nodeOf, nodesOf, stringsOf } from '../../syntax/nodes';
import { nameOfParts, nameOfRelation } from '../../syntax/object-names';

/** DROP POLICY where the script makes no other one of the table. */
export const dropPolicy: FileRule = {
  name: 'drop-policy',
  group: 'row security and PostgREST',
  severity: 'warning',
  finds:
    '`DROP POLICY` where the script makes no other policy of the table: who worked by it sees and writes nothing any more, or, where it was a restrictive one, more than before.',
  safeForm: 'Make the policy that takes its place in the same script; else waive this with the reason.',
  example: 'DROP POLICY big_own ON big',
  safeExample: 'DROP POLICY big_own ON big;\nCREATE POLICY big_own ON big FOR SELECT USING (n > 0)',
  scripts: liveScripts,
  visit: {
    DropStmt: ({ removeType, objects }, context) => {
      if (removeType !== 'OBJECT_POLICY') return [];
      return nodesOf('List', objects).flatMap(({ items }) => {
        const parts = stringsOf(items);
        const table = nameOfParts(parts.slice(0, -1));
        if (isReplaced(table.key, context)) return [];
        return [{ message: `DROP POLICY ${parts.at(-1) ?? ''} leaves ${table.written} without it` }];
      });
    },
  },
};

function isReplaced(key: string, { script, statement }: ReviewContext): boolean {
  return script.transactions.flat().some(({ source, node }) => {
    const table = source.start > statement.source.start ? nodeOf('CreatePolicyStmt', node)?.table : undefined;
    return table !== undefined && nameOfRelation(table).key === key;
  });
}
