import { allScripts, type FileRule, type Found, type ReviewContext } from '../../review/file-rule';
import { nodesOf, type SyntaxNode } from '../../syntax/nodes';

/** A column that one UPDATE or INSERT names twice. */
export const assignedTwice: FileRule = {
  name: 'assigned-twice',
  group: 'mistakes',
  severity: 'error',
  finds: 'An `UPDATE` or `INSERT` that gives a column twice: every server refuses it (SQLSTATE 42601, 42701).',
  safeForm: 'Leave one of the two out.',
  example: "UPDATE posts SET title = 'a', title = 'b' WHERE id = 1",
  safeExample: "UPDATE posts SET title = 'a', body = 'b' WHERE id = 1",
  scripts: allScripts,
  visit: {
    UpdateStmt: ({ targetList }, context) => findTwice(targetList, context),
    InsertStmt: ({ cols }, context) => findTwice(cols, context),
  },
};

function findTwice(targets: readonly SyntaxNode[] | undefined, { statement }: ReviewContext): readonly Found[] {
  const seen = new Set<string>();
  // A part of a column, as `tags[1]` or `address.city`, may be given beside another part.
  const whole = nodesOf('ResTarget', targets).filter(({ indirection }) => indirection === undefined);
  return whole.flatMap(({ name = '', location }) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ message: `column ${name} is given twice`, offset: statement.offsetOf(location) }];
  });
}
