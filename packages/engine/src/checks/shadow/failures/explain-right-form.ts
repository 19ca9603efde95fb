import type { ErrorReport } from '../../../errors';

/** An error that a server gives for a form that there is not, and the right one. */
interface WrongForm {
  readonly sqlState: string;
  readonly message: RegExp;
  readonly hint: string;
}

/** As servers of 14 to 18 say them; a shadow speaks English. */
const wrongForms: readonly WrongForm[] = [
  {
    sqlState: '42601',
    message: /WITH CHECK cannot be applied to SELECT or DELETE/,
    hint: 'Leave WITH CHECK out: CREATE POLICY … FOR SELECT USING (…); who may not write needs no policy FOR INSERT or UPDATE.',
  },
  {
    sqlState: '42601',
    message: /only WITH CHECK expression allowed for INSERT/,
    hint: 'Write WITH CHECK (…) in place of USING (…).',
  },
  {
    sqlState: '42P01',
    message: /missing FROM-clause entry for table "(?:new|old)"/,
    hint: 'NEW and OLD are of triggers. In a policy write the column alone: in USING it is of the row that is there, in WITH CHECK of the one that is written; to compare both, write a BEFORE UPDATE trigger.',
  },
  {
    sqlState: '42883',
    message: /function [^(]+\(\) does not exist/,
    hint: 'Make the function first, in an earlier script or in sql/functions; one of a trigger is CREATE FUNCTION … RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN … RETURN NEW; END $$.',
  },
  {
    sqlState: '42P17',
    message: /function .+ must return type trigger/,
    hint: 'Make a function of its own for the trigger: CREATE FUNCTION … RETURNS trigger.',
  },
];

/** The error with the right form as its hint, where the server's message says which form was meant; undefined: it does not. Pure. */
export function explainRightForm(error: ErrorReport): ErrorReport | undefined {
  const form = wrongForms.find(({ sqlState, message }) => error.sqlState === sqlState && message.test(error.message));
  return form && { ...error, hint: form.hint };
}
