import { nodeOf, type SyntaxNode, stringsOf } from '../syntax/nodes';
import { nameOfParts, nameOfRelation } from '../syntax/object-names';
import type { ReviewContext } from './file-rule';

/** Whether an earlier statement of the script makes a view, function, type or schema of that name's key. */
export function madeInScript(key: string, { script, statement }: Pick<ReviewContext, 'script' | 'statement'>): boolean {
  return script.transactions
    .flat()
    .some(({ source, node }) => source.start < statement.source.start && node !== undefined && keyMade(node) === key);
}

function keyMade(node: SyntaxNode): string | undefined {
  const relation = nodeOf('ViewStmt', node)?.view ?? nodeOf('CreateTableAsStmt', node)?.into?.rel;
  if (relation) return nameOfRelation(relation).key;
  const schema = nodeOf('CreateSchemaStmt', node);
  if (schema) return nameOfParts([schema.schemaname ?? '']).key;
  const parts =
    nodeOf('CreateFunctionStmt', node)?.funcname ??
    nodeOf('CreateEnumStmt', node)?.typeName ??
    nodeOf('CreateDomainStmt', node)?.domainname;
  return parts && nameOfParts(stringsOf(parts)).key;
}
