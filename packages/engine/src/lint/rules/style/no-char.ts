import { columnRule } from './column-rule';

/** A type that pads. */
export const noChar = columnRule(
  {
    name: 'no-char',
    finds: 'A column of char(n): shorter values are padded with blanks, which some comparisons then leave out.',
    safeForm: 'Write text.',
    example: 'CREATE TABLE notes (code char(3))',
    safeExample: 'CREATE TABLE notes (code text)',
  },
  ({ name, type }) => (type === 'bpchar' ? `column ${name} is char, which pads with blanks` : undefined),
);
