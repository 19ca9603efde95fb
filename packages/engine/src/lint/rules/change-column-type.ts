import { eachAction } from '../each-action';
import { foldName } from '../names';
import type { BlockingRule } from '../rule';
import { closingOf, findWords, hasWords, skipWords, type Token, textOf } from '../tokens';

/** ALTER COLUMN … TYPE that is more than a wider limit. */
export const changeColumnType: BlockingRule = {
  name: 'change-column-type',
  finds:
    '`ALTER COLUMN … TYPE` writes the table anew, or reads it where a check or a partial index leans on the column. Not for types that are stored alike, as `varchar(50)` to `varchar(100)` or `text`, or `numeric(8,2)` to `numeric(12,2)`.',
  example: 'ALTER TABLE big ALTER COLUMN n TYPE bigint',
  safeExample: 'ALTER TABLE big ADD COLUMN n_new bigint',
  safeForm:
    'Add a column of the new type, write both from the application, fill it with a migration of --kind=backfill, and drop the old one later.',
  find: (statement) =>
    eachAction(statement, (action) => {
      const change = parseTypeChange(action);
      if (!change) return undefined;
      const { column, type, keepsValue } = change;
      return {
        lock: 'ACCESS EXCLUSIVE',
        effect: 'rewrite',
        what: `ALTER COLUMN ${column} TYPE ${type}`,
        ...(keepsValue && { unless: [{ kind: 'same-storage', column, type }] }),
      };
    }),
};

interface TypeChange {
  readonly column: string;
  readonly type: string;
  /** Whether the old value is taken as it is: no USING but the column itself or its cast to the type, no other collation. */
  readonly keepsValue: boolean;
}

function parseTypeChange(action: readonly Token[]): TypeChange | undefined {
  if (!hasWords(action, 0, 'ALTER')) return undefined;
  const name = skipWords(action, 1, 'COLUMN');
  const token = action[name];
  const at = skipWords(action, name + 1, 'SET', 'DATA');
  if (!token || !hasWords(action, at, 'TYPE')) return undefined;
  const using = findWords(action, ['USING'], at);
  const collate = findWords(action, ['COLLATE'], at);
  const end = [using, collate].filter((at) => at >= 0).reduce((one, other) => Math.min(one, other), action.length);
  const column = foldName(token);
  const type = textOf(action.slice(at + 1, end));
  return {
    column,
    type,
    keepsValue: collate < 0 && (using < 0 || usesOnly(action.slice(using + 1), column, type)),
  };
}

/** Whether an expression is `column` or `column::type`, with any number of parentheses around it. */
function usesOnly(expression: readonly Token[], column: string, type: string): boolean {
  const [first, ...more] = expression;
  if (first?.kind === 'open' && closingOf(expression, 0) === expression.length - 1) {
    return usesOnly(expression.slice(1, -1), column, type);
  }
  if (!first || foldName(first) !== column) return false;
  const isCast = more[0]?.source === ':' && more[1]?.source === ':';
  return more.length === 0 || (isCast && textOf(more.slice(2)) === type);
}
