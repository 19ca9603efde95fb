import { type FileRule, liveScripts, type ReviewContext } from '../../review/file-rule';
import { nodeOf, nodesOf, stringsOf } from '../../syntax/nodes';
import { nameOfParts, nameOfRelation } from '../../syntax/object-names';

/** DROP TRIGGER that the script does not make again. */
export const dropTrigger: FileRule = {
  name: 'drop-trigger',
  group: 'compatibility',
  severity: 'warning',
  finds:
    '`DROP TRIGGER` of a trigger that the script does not make again: what it kept right, a time of change or a sum, say, is silently kept no more.',
  safeForm:
    'CREATE OR REPLACE TRIGGER (since PostgreSQL 14), or make it again in the same script; else waive this with the reason.',
  example: 'DROP TRIGGER touch ON big',
  safeExample:
    'DROP TRIGGER IF EXISTS touch ON big;\nCREATE TRIGGER touch BEFORE UPDATE ON big FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  scripts: liveScripts,
  visit: {
    DropStmt: ({ removeType, objects }, context) => {
      if (removeType !== 'OBJECT_TRIGGER') return [];
      return nodesOf('List', objects).flatMap(({ items }) => {
        const parts = stringsOf(items);
        const [table, trigger] = [nameOfParts(parts.slice(0, -1)), parts.at(-1) ?? ''];
        if (context.state.madeTable(table) !== 'no' || isMadeAgain(table.key, trigger, context)) return [];
        return [{ message: `DROP TRIGGER ${trigger}: what it does for ${table.written} is done no more` }];
      });
    },
  },
};

function isMadeAgain(key: string, trigger: string, { script, statement }: ReviewContext): boolean {
  return script.transactions.flat().some(({ source, node }) => {
    const made = source.start > statement.source.start ? nodeOf('CreateTrigStmt', node) : undefined;
    return made?.relation !== undefined && made.trigname === trigger && nameOfRelation(made.relation).key === key;
  });
}
