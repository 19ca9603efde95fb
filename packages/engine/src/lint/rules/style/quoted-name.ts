import { quoteIdentifier } from '../../../sql/names/quote';
import { type FileRule, type Found, liveScripts, type ReviewContext } from '../../review/file-rule';
import { type NodeOf, nodeOf, nodesOf } from '../../syntax/nodes';

/** A name that has to be quoted wherever it is used. */
export const quotedName: FileRule = {
  name: 'quoted-name',
  group: 'style',
  severity: 'off',
  finds:
    'A table or column whose name holds capitals or blanks, or is a reserved word: it must be quoted wherever it is written.',
  safeForm: 'Write small letters, digits and _, and no reserved word.',
  example: 'CREATE TABLE notes ("createdAt" timestamptz)',
  safeExample: 'CREATE TABLE notes (created_at timestamptz)',
  scripts: liveScripts,
  visit: {
    CreateStmt: ({ relation, tableElts }, context) => [
      ...judge(relation?.relname, relation?.location, context),
      ...nodesOf('ColumnDef', tableElts).flatMap((column) => judgeColumn(column, context)),
    ],
  },
  visitAction: ({ action }, context) => {
    const column = action.subtype === 'AT_AddColumn' ? nodeOf('ColumnDef', action.def) : undefined;
    return column ? judgeColumn(column, context) : [];
  },
};

function judgeColumn({ colname, location }: NodeOf<'ColumnDef'>, context: ReviewContext): readonly Found[] {
  return judge(colname, location, context);
}

function judge(name = '', location: number | undefined, { statement }: ReviewContext): readonly Found[] {
  const quoted = quoteIdentifier(name);
  return quoted === name ? [] : [{ message: `${quoted} must be quoted`, offset: statement.offsetOf(location) }];
}
