import { columnRule } from './column-rule';

/** A time that is none. */
export const preferTimestamptz = columnRule(
  {
    name: 'prefer-timestamptz',
    finds: 'A column of timestamp without time zone: which moment it is, depends on who reads it.',
    safeForm: 'Write timestamptz.',
    example: 'CREATE TABLE notes (at timestamp)',
    safeExample: 'CREATE TABLE notes (at timestamptz)',
  },
  ({ name, type }) => (type === 'timestamp' ? `column ${name} is a timestamp without time zone` : undefined),
);
