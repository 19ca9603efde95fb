import type { ObjectType } from 'libpg-query';
import { type FileRule, liveScripts, type ReviewContext } from '../../review/file-rule';
import { madeInScript } from '../../review/made-in-script';
import { nodeOf, nodesOf, type SyntaxNode } from '../../syntax/nodes';
import { listedNames, nameOfParts, nameOfRelation } from '../../syntax/object-names';

const words: Partial<Record<ObjectType, string>> = {
  OBJECT_VIEW: 'VIEW',
  OBJECT_MATVIEW: 'MATERIALIZED VIEW',
  OBJECT_FUNCTION: 'FUNCTION',
  OBJECT_PROCEDURE: 'PROCEDURE',
  OBJECT_ROUTINE: 'ROUTINE',
  OBJECT_AGGREGATE: 'AGGREGATE',
  OBJECT_TYPE: 'TYPE',
  OBJECT_DOMAIN: 'DOMAIN',
  OBJECT_EXTENSION: 'EXTENSION',
};

/** DROP of a view, function or type that the script does not make again. */
export const dropObject: FileRule = {
  name: 'drop-object',
  group: 'compatibility',
  severity: 'warning',
  finds:
    '`DROP` of a view, function, type or extension that the script does not make again in the same form: what runs meanwhile still uses it, and a path of PostgREST is gone.',
  safeForm:
    'Release what no longer uses it first; then waive this with the reason. A view or function can be replaced: CREATE OR REPLACE.',
  example: 'DROP VIEW big_view',
  safeExample: 'DROP VIEW big_view;\nCREATE VIEW big_view AS SELECT n FROM big',
  scripts: liveScripts,
  visit: {
    DropStmt: ({ removeType, objects }, context) => {
      const word = words[removeType ?? 'OBJECT_TABLE'];
      if (!word) return [];
      return (objects ?? []).flatMap((object) => {
        const [name] = listedNames([object]);
        if (!name || madeInScript(name.key, context) || isMadeAgain(name.key, object, context)) return [];
        return [{ message: `DROP ${word} ${name.written}: what still uses it fails` }];
      });
    },
  },
};

/** Whether a later statement of the script makes it, a function with as many arguments. */
function isMadeAgain(key: string, object: SyntaxNode, { script, statement }: ReviewContext): boolean {
  const dropped = nodeOf('ObjectWithArgs', object);
  return script.transactions.flat().some(({ source, node }) => {
    if (source.start <= statement.source.start || !node) return false;
    const view = nodeOf('ViewStmt', node)?.view ?? nodeOf('CreateTableAsStmt', node)?.into?.rel;
    if (view) return nameOfRelation(view).key === key;
    const made = nodeOf('CreateFunctionStmt', node);
    if (made) {
      const parts = nodesOf('String', made.funcname).map(({ sval = '' }) => sval);
      const inputs = nodesOf('FunctionParameter', made.parameters).filter(
        ({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE',
      );
      const isAlike = dropped?.args_unspecified || (dropped?.objargs ?? []).length === inputs.length;
      return isAlike && nameOfParts(parts).key === key;
    }
    const type = nodeOf('CreateEnumStmt', node)?.typeName ?? nodeOf('CreateDomainStmt', node)?.domainname;
    return type !== undefined && nameOfParts(nodesOf('String', type).map(({ sval = '' }) => sval)).key === key;
  });
}
