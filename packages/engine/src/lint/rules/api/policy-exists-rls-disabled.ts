import { nameOf, partOf } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** Policies that nothing asks. */
export const policyExistsRlsDisabled: StateRule = {
  name: 'policy-exists-rls-disabled',
  group: 'row security and PostgREST',
  severity: 'error',
  decidedBy: 'schema',
  finds:
    'A table with policies whose row level security is not enabled. PostgreSQL keeps the policies and does not ask them: every row is open to whoever has a grant.',
  safeForm: 'Run ALTER TABLE … ENABLE ROW LEVEL SECURITY.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
CREATE POLICY notes_own ON notes TO authenticated USING (owner_id = (SELECT auth.uid()));`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_own ON notes TO authenticated USING (owner_id = (SELECT auth.uid()));`,
  judge: ({ relations }) =>
    relations.flatMap((table) => {
      const [policy] = table.policies;
      if (!policy || table.rowSecurity) return [];
      const names = table.policies.map(({ name }) => name).join(', ');
      const message = `Table ${nameOf(table)} has policies (${names}), and row level security is not enabled: they do nothing.`;
      return { object: partOf('policy', table, policy), message };
    }),
};
