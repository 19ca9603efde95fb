import { eachAction } from '../each-action';
import { foldName } from '../names';
import type { BlockingRule } from '../rule';
import { findWords, hasWords, skipWords, type Token, textOf } from '../tokens';

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
  /** Whether the old value is taken as it is: no USING but the column itself, no other collation. */
  readonly keepsValue: boolean;
}

function parseTypeChange(action: readonly Token[]): TypeChange | undefined {
  if (!hasWords(action, 0, 'ALTER')) return undefined;
  const name = skipWords(action, 1, 'COLUMN');
  const token = action[name];
  const type = skipWords(action, name + 1, 'SET', 'DATA');
  if (!token || !hasWords(action, type, 'TYPE')) return undefined;
  const using = findWords(action, ['USING'], type);
  const collate = findWords(action, ['COLLATE'], type);
  const end = [using, collate].filter((at) => at >= 0).reduce((one, other) => Math.min(one, other), action.length);
  const column = foldName(token);
  return {
    column,
    type: textOf(action.slice(type + 1, end)),
    keepsValue: collate < 0 && usesOnly(action, using, column),
  };
}

function usesOnly(action: readonly Token[], using: number, column: string): boolean {
  if (using < 0) return true;
  const [first, ...more] = action.slice(using + 1);
  return first !== undefined && foldName(first) === column && more.length === 0;
}
