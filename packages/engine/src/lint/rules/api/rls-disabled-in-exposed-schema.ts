import { describeAccess, isReachable, nameOf, objectOf, servedRelations } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** A table that requests reach without row level security. One with policies is `policy-exists-rls-disabled`. */
export const rlsDisabledInExposedSchema: StateRule = {
  name: 'rls-disabled-in-exposed-schema',
  group: 'row security and PostgREST',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A table in a schema that PostgREST serves, with a grant to a role of requests and without row level security. Whoever can send a request reads or writes every row.',
  safeForm: 'Enable row level security and write a policy, or revoke the grants.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL, body text);
GRANT SELECT, INSERT ON notes TO authenticated;`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL, body text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_own ON notes TO authenticated USING (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON notes TO authenticated;`,
  judge: (facts) =>
    servedRelations(facts)
      .filter(
        (table) => table.kind === 'table' && !table.rowSecurity && table.policies.length === 0 && isReachable(table),
      )
      .map((table) => ({
        object: objectOf(table),
        message: `Table ${nameOf(table)} has no row level security: ${describeAccess(table)}, every row.`,
      })),
};
