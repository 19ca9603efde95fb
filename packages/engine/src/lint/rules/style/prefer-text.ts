import { columnRule } from './column-rule';

/** A length that will change. */
export const preferText = columnRule(
  {
    name: 'prefer-text',
    finds: 'A column of varchar(n): a longer one is a change of the type, and it is no faster than text.',
    safeForm: 'Write text, with a CHECK where a length matters.',
    example: 'CREATE TABLE notes (title varchar(80))',
    safeExample: 'CREATE TABLE notes (title text CHECK (length(title) <= 80))',
  },
  ({ name, type, hasLength }) =>
    type === 'varchar' && hasLength ? `column ${name} is varchar with a length` : undefined,
);
