import { columnRule } from './column-rule';

/** A document that cannot be compared. */
export const preferJsonb = columnRule(
  {
    name: 'prefer-jsonb',
    finds: 'A column of json: it has no `=`, so that DISTINCT, GROUP BY and UNION fail, and no GIN index.',
    safeForm: 'Write jsonb.',
    example: 'CREATE TABLE notes (meta json)',
    safeExample: 'CREATE TABLE notes (meta jsonb)',
  },
  ({ name, type }) => (type === 'json' ? `column ${name} is json, which has no equality` : undefined),
);
