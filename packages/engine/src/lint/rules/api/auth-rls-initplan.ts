import { nameOf, partOf } from '../../state/api-access';
import { callsPerRow } from '../../state/calls-per-row';
import type { StateRule } from '../../state/state-rule';

/** Who asks is the same for all rows of a request: it need be looked up once. */
export const authRlsInitplan: StateRule = {
  name: 'auth-rls-initplan',
  group: 'row security and PostgREST',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A policy that calls `auth.uid()`, another function of a schema `auth`, or `current_setting()` outside a sub-select. It is called for each row; in a sub-select of its own it is called once a query.',
  safeForm: 'Wrap the call: `(SELECT auth.uid())`.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_own ON notes TO authenticated USING (owner_id = auth.uid());`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_own ON notes TO authenticated USING (owner_id = (SELECT auth.uid()));`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      table.policies.flatMap((policy) => {
        const calls = [...new Set([policy.using, policy.check].flatMap((text) => callsPerRow(text ?? '')))];
        if (calls.length === 0) return [];
        const message = `Policy ${policy.name} on ${nameOf(table)} calls ${calls.join(', ')} for each row.`;
        return { object: partOf('policy', table, policy), message };
      }),
    ),
};
