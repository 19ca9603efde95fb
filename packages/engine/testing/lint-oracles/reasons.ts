import type { Difference, Oracle } from './compare-examples';

/** Why an oracle says another thing of an example than ours do, by rule, example and oracle. One that has no rule of it needs no reason. */
export type Reasons = Readonly<Record<string, string>>;

const oneFile = 'It looks at one statement, and does not see that the script itself made the object.';
const nothingNew = 'It does not know the clause, which is new in PostgreSQL 18.';
const engineMode = 'It knows nothing of the directive: here each statement is a transaction of its own.';
const ownWaiver = 'Our waiver is a comment like any other to it: it has one of its own.';
const constant = 'A constant default is kept in the catalog since PostgreSQL 11: nothing is written anew (measured).';

export const reasons: Reasons = {
  'alter-constraint failing squawk': nothingNew,
  'alter-constraint failing postgres-language-server': nothingNew,
  'add-column-not-null safe postgres-language-server': constant,
  'change-expression failing squawk':
    'It looks at ADD COLUMN … STORED, not at SET EXPRESSION, which computes every row again.',
  'change-expression failing postgres-language-server':
    'It looks at ADD COLUMN … STORED, not at SET EXPRESSION, which computes every row again.',
  'rewrite-table failing squawk': 'It knows VACUUM FULL and CLUSTER by REPACK, from PostgreSQL 19 on alone.',
  'rewrite-table failing postgres-language-server': 'It knows VACUUM FULL and not CLUSTER.',
  'domain-constraint safe squawk': 'It does not know NOT VALID of a domain, which reads no table (measured).',
  'work-under-lock failing squawk': 'It knows VALIDATE in the transaction of its ADD, and no other work under a lock.',
  'work-under-lock safe postgres-language-server': engineMode,
  'wide-lock-window safe postgres-language-server': engineMode,
  'truncate failing squawk': 'It knows TRUNCATE … CASCADE alone.',
  'disable-trigger safe postgres-language-server':
    'ENABLE TRIGGER locks for a moment, which the engine waits for briefly and again.',
  'drop-table safe squawk': oneFile,
  'drop-table safe postgres-language-server': oneFile,
  'drop-column safe squawk': oneFile,
  'drop-column safe postgres-language-server': oneFile,
  'drop-schema failing squawk': 'It knows DROP DATABASE and not DROP SCHEMA.',
  'drop-schema safe postgres-language-server': oneFile,
  'rename-table safe squawk': oneFile,
  'rename-table safe postgres-language-server': oneFile,
  'rename-column safe squawk': oneFile,
  'rename-column safe postgres-language-server': oneFile,
  'rename-object failing squawk': 'It knows tables and columns that are renamed, and no views.',
  'rename-object failing postgres-language-server': 'It knows tables and columns that are renamed, and no views.',
  'drop-trigger safe postgres-language-server': 'The same script makes the trigger again, in the same transaction.',
  'loosen-column safe squawk': oneFile,
  'loosen-column safe postgres-language-server': oneFile,
  'enum-value-order safe postgres-language-server':
    'ADD VALUE may be in a transaction since PostgreSQL 12; what uses the value there is a finding of ours.',
  'unused-ignore failing squawk': ownWaiver,
  'unused-ignore safe squawk': ownWaiver,
  'unused-ignore safe postgres-language-server': ownWaiver,
  'ignore-without-reason safe squawk': ownWaiver,
  'ignore-without-reason safe postgres-language-server': ownWaiver,
};

/** The key of a difference in the table. */
export function reasonKey({
  rule,
  example,
  oracle,
}: {
  rule: string;
  example: Difference['example'];
  oracle: Oracle;
}): string {
  return `${rule} ${example} ${oracle}`;
}
