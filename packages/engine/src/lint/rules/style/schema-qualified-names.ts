import type { RangeVar } from 'libpg-query';
import { type FileRule, type Found, liveScripts, type ReviewContext } from '../../review/file-rule';

/** A table or view whose schema the search_path decides. */
export const schemaQualifiedNames: FileRule = {
  name: 'schema-qualified-names',
  group: 'style',
  severity: 'off',
  finds:
    'A table, view or index that is made, changed or indexed by a name without a schema: where it is made, the search_path of the role decides.',
  safeForm: 'Write the schema before the name.',
  example: 'CREATE TABLE notes (id bigint PRIMARY KEY)',
  safeExample: 'CREATE TABLE app.notes (id bigint PRIMARY KEY)',
  scripts: liveScripts,
  visit: {
    CreateStmt: ({ relation }, context) => judge(relation, context),
    ViewStmt: ({ view }, context) => judge(view, context),
    IndexStmt: ({ relation }, context) => judge(relation, context),
    AlterTableStmt: ({ relation }, context) => judge(relation, context),
    CreatePolicyStmt: ({ table }, context) => judge(table, context),
    CreateTrigStmt: ({ relation }, context) => judge(relation, context),
  },
};

function judge(relation: RangeVar | undefined, { statement }: ReviewContext): readonly Found[] {
  const isBare = relation && relation.schemaname === undefined && relation.relpersistence !== 't';
  if (!isBare) return [];
  return [{ message: `${relation.relname} has no schema before it`, offset: statement.offsetOf(relation.location) }];
}
