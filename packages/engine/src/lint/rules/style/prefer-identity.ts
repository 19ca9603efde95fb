import { columnRule } from './column-rule';

/** A sequence with a life of its own. */
export const preferIdentity = columnRule(
  {
    name: 'prefer-identity',
    finds:
      'A column of a serial type: its sequence has grants and a default of its own, and anybody may write over it.',
    safeForm: 'Write GENERATED ALWAYS AS IDENTITY.',
    example: 'CREATE TABLE notes (id bigserial PRIMARY KEY)',
    safeExample: 'CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)',
  },
  ({ name, type }) =>
    /^(?:small|big)?serial[248]?$/.test(type)
      ? `column ${name} is ${type}: its sequence is not part of the column`
      : undefined,
);
