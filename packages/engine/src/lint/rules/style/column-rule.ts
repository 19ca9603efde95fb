import { type FileRule, type Found, liveScripts, type ReviewContext } from '../../review/file-rule';
import type { RuleMeta } from '../../rule-meta';
import { type NodeOf, nodeOf, nodesOf, stringsOf } from '../../syntax/nodes';

/** A column as a style is judged by. */
export interface StyledColumn {
  readonly name: string;
  /** The last part of the type's name, as PostgreSQL calls it: `int4` of `integer`; `serial` stays. */
  readonly type: string;
  /** Whether the type has arguments, as `varchar(20)`. */
  readonly hasLength: boolean;
}

/** A rule of style about columns: those of CREATE TABLE, of ADD COLUMN, and new types of ALTER COLUMN. Off unless the config sets it. */
export function columnRule(
  meta: Omit<RuleMeta, 'group' | 'severity'>,
  judge: (column: StyledColumn) => string | undefined,
): FileRule {
  const find = (columns: readonly NodeOf<'ColumnDef'>[], name: string | undefined, { statement }: ReviewContext) =>
    columns.flatMap((column): readonly Found[] => {
      const message = judge(styleOf(column, name));
      return message === undefined ? [] : [{ message, offset: statement.offsetOf(column.location) }];
    });
  return {
    ...meta,
    group: 'style',
    severity: 'off',
    scripts: liveScripts,
    visit: { CreateStmt: ({ tableElts }, context) => find(nodesOf('ColumnDef', tableElts), undefined, context) },
    visitAction: ({ action }, context) => {
      const column = nodeOf('ColumnDef', action.def);
      const isTyped = action.subtype === 'AT_AddColumn' || action.subtype === 'AT_AlterColumnType';
      return column && isTyped ? find([column], action.name, context) : [];
    },
  };
}

function styleOf({ colname, typeName }: NodeOf<'ColumnDef'>, name: string | undefined): StyledColumn {
  const type = stringsOf(typeName?.names).at(-1) ?? '';
  return { name: colname ?? name ?? '', type, hasLength: (typeName?.typmods ?? []).length > 0 };
}
