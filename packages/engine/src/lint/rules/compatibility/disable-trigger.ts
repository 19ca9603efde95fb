import type { AlterTableCmd } from 'libpg-query';
import { type FileRule, liveScripts, type ReviewContext } from '../../review/file-rule';
import { nodeOf, nodesOf } from '../../syntax/nodes';
import { nameOfRelation } from '../../syntax/object-names';

const disabling: readonly AlterTableCmd['subtype'][] = ['AT_DisableTrig', 'AT_DisableTrigAll', 'AT_DisableTrigUser'];
const enabling: readonly AlterTableCmd['subtype'][] = [
  ...(['AT_EnableTrig', 'AT_EnableTrigAll', 'AT_EnableTrigUser', 'AT_EnableAlwaysTrig'] as const),
  'AT_EnableReplicaTrig',
];

/** DISABLE TRIGGER that nothing in the script takes back. */
export const disableTrigger: FileRule = {
  name: 'disable-trigger',
  group: 'compatibility',
  severity: 'warning',
  finds:
    '`DISABLE TRIGGER` takes away for everybody what the trigger does, and with `ALL` the foreign keys of the table: rows that contradict them stay, since enabling it again checks none. Where the same script enables it again it is a notice.',
  safeForm:
    "Enable it again in the same script; to keep it from your own session alone, SET LOCAL session_replication_role = 'replica'.",
  example: 'ALTER TABLE big DISABLE TRIGGER ALL',
  safeExample: 'ALTER TABLE big ENABLE TRIGGER ALL',
  scripts: liveScripts,
  visitAction: ({ action, of }, context) => {
    if (!disabling.includes(action.subtype) || !of.relation) return [];
    const { key, written } = nameOfRelation(of.relation);
    const trigger = action.name === undefined ? 'its triggers and foreign keys' : `its trigger ${action.name}`;
    const message = `DISABLE TRIGGER on ${written} takes ${trigger} away from everybody`;
    return isEnabledLater(key, context) ? [{ message, severity: 'notice' }] : [{ message }];
  },
};

function isEnabledLater(key: string, { script, statement }: ReviewContext): boolean {
  return script.transactions.flat().some(({ source, node }) => {
    const later = source.start > statement.source.start ? nodeOf('AlterTableStmt', node) : undefined;
    if (!later?.relation || nameOfRelation(later.relation).key !== key) return false;
    return nodesOf('AlterTableCmd', later.cmds).some(({ subtype }) => enabling.includes(subtype));
  });
}
