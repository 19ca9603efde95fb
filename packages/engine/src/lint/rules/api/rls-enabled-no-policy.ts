import { describeAccess, isReachable, nameOf, objectOf, servedRelations } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** A grant that gives nothing, since no policy lets a row through. */
export const rlsEnabledNoPolicy: StateRule = {
  name: 'rls-enabled-no-policy',
  group: 'row security and PostgREST',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A table with row level security, a grant to a role of requests, and no policy. Every request reads no row and can write none, without an error that says why.',
  safeForm: 'Write a policy, or revoke the grants.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON notes TO anon;`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, published boolean NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_published ON notes FOR SELECT TO anon USING (published);
GRANT SELECT ON notes TO anon;`,
  judge: (facts) =>
    servedRelations(facts)
      .filter(
        (table) => table.kind === 'table' && table.rowSecurity && table.policies.length === 0 && isReachable(table),
      )
      .map((table) => ({
        object: objectOf(table),
        message: `Table ${nameOf(table)} has row level security and no policy: ${describeAccess(table)}, but no row.`,
      })),
};
