import { type FileRule, liveScripts } from '../../review/file-rule';
import { madeInScript } from '../../review/made-in-script';
import { listedNames, nameOfRelation } from '../../syntax/object-names';

/** CASCADE, which takes along what nobody names. */
export const dropCascade: FileRule = {
  name: 'drop-cascade',
  group: 'data loss',
  severity: 'warning',
  finds:
    '`DROP … CASCADE` takes along whatever depends on the object by then: views, foreign keys, policies, columns. The script does not say which, and no down.sql knows.',
  safeForm: 'Drop by name what depends on it, then the object without CASCADE.',
  example: 'DROP TABLE big CASCADE',
  safeExample: 'DROP VIEW big_view;\nDROP TABLE big',
  scripts: liveScripts,
  visit: {
    DropStmt: ({ behavior, removeType, objects }, context) => {
      // A schema has a rule of its own, and an index takes nothing but a constraint along.
      if (behavior !== 'DROP_CASCADE' || removeType === 'OBJECT_SCHEMA' || removeType === 'OBJECT_INDEX') return [];
      return listedNames(objects)
        .filter((name) => context.state.madeTable(name) === 'no' && !madeInScript(name.key, context))
        .map(({ written }) => ({ message: `CASCADE takes along what depends on ${written}` }));
    },
  },
  visitAction: ({ action, of }, { state }) => {
    const drops = action.subtype === 'AT_DropColumn' || action.subtype === 'AT_DropConstraint';
    if (!drops || action.behavior !== 'DROP_CASCADE' || !of.relation) return [];
    const table = nameOfRelation(of.relation);
    if (state.madeTable(table) !== 'no') return [];
    return [{ message: `CASCADE takes along what depends on ${action.name ?? ''} of ${table.written}` }];
  },
};
