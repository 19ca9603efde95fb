import type { ObjectType } from 'libpg-query';
import { type FileRule, liveScripts } from '../../review/file-rule';
import { madeInScript } from '../../review/made-in-script';
import type { SyntaxNode } from '../../syntax/nodes';
import { listedNames, nameOfRelation } from '../../syntax/object-names';

const words: Partial<Record<ObjectType, string>> = {
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'procedure',
  OBJECT_ROUTINE: 'routine',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'domain',
  OBJECT_SCHEMA: 'schema',
};

/** A view, function, type, schema or enum value that is called otherwise, or is elsewhere. */
export const renameObject: FileRule = {
  name: 'rename-object',
  group: 'compatibility',
  severity: 'warning',
  finds:
    'A view, function, type, schema or value of an enum with another name, or in another schema: what runs meanwhile still names the old one, and a path of PostgREST is gone.',
  safeForm: 'Make one of the new name beside it, and drop the old one in a later release.',
  example: 'ALTER VIEW big_view RENAME TO large_view',
  safeExample: 'CREATE VIEW fresh AS SELECT 1 AS n;\nALTER VIEW fresh RENAME TO fresher',
  scripts: liveScripts,
  visit: {
    RenameStmt: ({ renameType, relation, object, subname, newname = '' }, context) => {
      const word = words[renameType ?? 'OBJECT_TABLE'];
      const name = relation ? nameOfRelation(relation) : nameOfObject(object, subname);
      if (!word || !name || madeInScript(name.key, context)) return [];
      return [
        { message: `${word} ${name.written} is called ${newname} from now on: what asks for the old name fails` },
      ];
    },
    AlterObjectSchemaStmt: ({ objectType, relation, object, newschema = '' }, context) => {
      const word = words[objectType ?? 'OBJECT_TABLE'];
      const name = relation ? nameOfRelation(relation) : nameOfObject(object, undefined);
      if (!word || !name || madeInScript(name.key, context)) return [];
      return [
        { message: `${word} ${name.written} is in ${newschema} from now on: what looks for it where it was fails` },
      ];
    },
    AlterEnumStmt: ({ oldVal, newVal = '' }) =>
      oldVal === undefined
        ? []
        : [{ message: `'${oldVal}' is called '${newVal}' from now on: what writes or compares the old value fails` }],
  },
};

function nameOfObject(object: SyntaxNode | undefined, subname: string | undefined) {
  const named = object ?? (subname === undefined ? undefined : { String: { sval: subname } });
  return named && listedNames([named])[0];
}
