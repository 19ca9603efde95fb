import { type FileRule, liveScripts } from '../../review/file-rule';
import { madeInScript } from '../../review/made-in-script';
import { listedNames } from '../../syntax/object-names';

/** DROP SCHEMA and DROP DATABASE. */
export const dropSchema: FileRule = {
  name: 'drop-schema',
  group: 'data loss',
  severity: 'warning',
  finds:
    '`DROP SCHEMA … CASCADE` takes away all that is in it by then, whoever made it; `DROP DATABASE` all of a database.',
  safeForm:
    'Drop by name what is in it, then the schema without CASCADE; or take a backup and waive this with the reason.',
  example: 'DROP SCHEMA legacy CASCADE',
  safeExample: 'CREATE SCHEMA scratch;\nDROP SCHEMA scratch',
  scripts: liveScripts,
  visit: {
    DropStmt: ({ removeType, objects }, context) => {
      if (removeType !== 'OBJECT_SCHEMA') return [];
      return listedNames(objects)
        .filter(({ key }) => !madeInScript(key, context))
        .map(({ written }) => ({ message: `DROP SCHEMA ${written} takes away what is in it` }));
    },
    DropdbStmt: ({ dbname = '' }) => [{ message: `DROP DATABASE ${dbname} takes all of it away` }],
  },
};
