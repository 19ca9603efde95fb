import type { RuleMeta } from '../rule-meta';

const users = 'CREATE TABLE users (id int PRIMARY KEY, email text, name text);';

/** What trying a migration on rows, and the upgrade of a shadow of the base, finds: what is told of it as rules. */
export const rowsRuleMetas = {
  upFailsOnRows: {
    name: 'up-fails-on-rows',
    group: 'compatibility',
    severity: 'warning',
    decidedBy: 'schema',
    finds:
      'The up.sql runs in an empty database, and fails where its tables have rows: test data, or rows made up for it with doubles, `NULL`, long texts and negative numbers as far as the schema allows them. It is an error where it fails on test data, or on rows that are not extreme in any way.',
    safeForm: 'Bring the rows into the new form first, in the script or a migration before it.',
    example: { before: users, sql: 'ALTER TABLE users ADD COLUMN phone text NOT NULL;' },
    safeExample: { before: users, sql: "ALTER TABLE users ADD COLUMN phone text NOT NULL DEFAULT '';" },
  },
  downFailsOnRows: {
    name: 'down-fails-on-rows',
    group: 'compatibility',
    severity: 'warning',
    decidedBy: 'schema',
    finds:
      'The down.sql runs in an empty database, and fails where its tables have rows, as one that adds a column `NOT NULL` again that the up.sql dropped. It is an error under the same conditions as `up-fails-on-rows`.',
    safeForm: 'Let down.sql bring the rows back into the old form, or declare `-- pgrestify: irreversible <reason>`.',
    example: {
      before: users,
      sql: '-- down.sql of a migration that drops the column\nALTER TABLE users ADD COLUMN name text NOT NULL;',
    },
    safeExample: undefined,
  },
  downLosesRows: {
    name: 'down-loses-rows',
    group: 'data loss',
    severity: 'warning',
    decidedBy: 'schema',
    finds:
      'After up.sql and down.sql rows or values are gone, or others than before: tried on test data or rows made up for it. The down takes what the up kept, or does not bring back what the up took.',
    safeForm: 'Keep the data until a later release, or declare `-- pgrestify: irreversible <reason>` in down.sql.',
    example: {
      before: users,
      sql: 'ALTER TABLE users DROP COLUMN email;\n-- down.sql: ALTER TABLE users ADD COLUMN email text;',
    },
    safeExample: undefined,
  },
} as const satisfies Readonly<Record<string, RuleMeta>>;
