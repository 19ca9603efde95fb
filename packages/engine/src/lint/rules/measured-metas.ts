import type { RuleMeta } from '../rule-meta';

/** What the measured locks of a statement show that no rule speaks of. */
export const measuredLock: RuleMeta = {
  name: 'measured-lock',
  group: 'rewrites and scans',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'The shadow showed that a statement rewrites a table, reads all of it or builds an index over it under a lock that makes reads or writes wait, and no other rule speaks of it: a `DO` block or a function that runs DDL, for example. Locks are measured on statements of new migrations, see `locks` in the report.',
  safeForm: 'Write the statement as plain SQL, in a form that does not lock the table for as long as it is large.',
  example: 'DO $$ BEGIN ALTER TABLE big ALTER n TYPE bigint; END $$',
  safeExample: 'DO $$ BEGIN ALTER TABLE big ADD COLUMN m bigint; END $$',
};

/** The rules that measured locks decide. */
export const measuredMetas: readonly RuleMeta[] = [measuredLock];
