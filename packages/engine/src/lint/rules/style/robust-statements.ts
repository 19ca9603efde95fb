import { type FileRule, type Found, liveScripts } from '../../review/file-rule';

/** A statement that fails when it has been run before. */
export const robustStatements: FileRule = {
  name: 'robust-statements',
  group: 'style',
  severity: 'off',
  finds:
    'A CREATE or DROP without IF [NOT] EXISTS: what stopped half way outside a transaction cannot simply be run again.',
  safeForm: 'Write IF NOT EXISTS, or IF EXISTS.',
  example: 'CREATE TABLE notes (id bigint PRIMARY KEY)',
  safeExample: 'CREATE TABLE IF NOT EXISTS notes (id bigint PRIMARY KEY)',
  scripts: liveScripts,
  visit: {
    CreateStmt: ({ if_not_exists: robust }) => judge(robust, 'CREATE TABLE', 'IF NOT EXISTS'),
    IndexStmt: ({ if_not_exists: robust }) => judge(robust, 'CREATE INDEX', 'IF NOT EXISTS'),
    CreateSeqStmt: ({ if_not_exists: robust }) => judge(robust, 'CREATE SEQUENCE', 'IF NOT EXISTS'),
    CreateSchemaStmt: ({ if_not_exists: robust }) => judge(robust, 'CREATE SCHEMA', 'IF NOT EXISTS'),
    CreateExtensionStmt: ({ if_not_exists: robust }) => judge(robust, 'CREATE EXTENSION', 'IF NOT EXISTS'),
    DropStmt: ({ missing_ok: robust }) => judge(robust, 'DROP', 'IF EXISTS'),
  },
  visitAction: ({ action: { subtype, missing_ok: robust } }) => {
    switch (subtype) {
      case 'AT_AddColumn':
        return judge(robust, 'ADD COLUMN', 'IF NOT EXISTS');
      case 'AT_DropColumn':
        return judge(robust, 'DROP COLUMN', 'IF EXISTS');
      case 'AT_DropConstraint':
        return judge(robust, 'DROP CONSTRAINT', 'IF EXISTS');
      default:
        return [];
    }
  },
};

function judge(robust: boolean | undefined, what: string, missing: string): readonly Found[] {
  return robust ? [] : [{ message: `${what} without ${missing}`, safeForm: `Write ${what} ${missing}.` }];
}
