import { columnRule } from './column-rule';

/** A number that may grow out of its type. */
export const preferBigint = columnRule(
  {
    name: 'prefer-bigint',
    finds: 'A column of int or smallint: at two billion rows it is full, and to change it then writes the table anew.',
    safeForm: 'Write bigint.',
    example: 'CREATE TABLE notes (id int PRIMARY KEY)',
    safeExample: 'CREATE TABLE notes (id bigint PRIMARY KEY)',
  },
  ({ name, type }) =>
    ['int2', 'int4', 'serial', 'serial4', 'smallserial', 'serial2'].includes(type)
      ? `column ${name} is ${type}, which ends at ${type.includes('2') || type === 'smallserial' ? '32,767' : '2,147,483,647'}`
      : undefined,
);
