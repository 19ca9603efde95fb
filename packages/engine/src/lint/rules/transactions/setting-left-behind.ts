import { type FileRule, liveScripts, type ReviewContext } from '../../review/file-rule';
import { nodeOf } from '../../syntax/nodes';

const settings: readonly string[] = ['search_path', 'role', 'session_authorization', 'session_replication_role'];

/** SET of whose objects are meant, or of who one is, for longer than the transaction. */
export const settingLeftBehind: FileRule = {
  name: 'setting-left-behind',
  group: 'transactions',
  severity: 'warning',
  finds:
    '`SET search_path`, `SET ROLE` and their like without `LOCAL` hold to the end of the script, also where it goes in parts, and in psql or another tool for all that runs behind it on the connection: its names then mean other objects, and its objects belong to another role.',
  safeForm: 'Write SET LOCAL, or name the schema with the objects.',
  example: 'SET search_path = private, public',
  safeExample: 'SET LOCAL search_path = private, public',
  scripts: liveScripts,
  visit: {
    VariableSetStmt: ({ kind, name = '', is_local }, context) =>
      kind === 'VAR_SET_VALUE' && !is_local && settings.includes(name) && !isTakenBack(name, context)
        ? [{ message: `SET ${name} without LOCAL holds longer than the transaction` }]
        : [],
  },
};

function isTakenBack(name: string, { script, statement }: ReviewContext): boolean {
  return script.transactions.flat().some(({ source, node }) => {
    const later = source.start > statement.source.start ? nodeOf('VariableSetStmt', node) : undefined;
    return later?.kind === 'VAR_RESET_ALL' || (later?.kind === 'VAR_RESET' && later.name === name);
  });
}
