import { isAlwaysTrue, isOfEverybody, nameOf, partOf } from '../../state/api-access';
import type { PolicyState } from '../../state/state-facts';
import type { StateRule } from '../../state/state-rule';

/** A policy that lets everybody write every row. To read every row is often meant. */
export const rlsPolicyAlwaysTrue: StateRule = {
  name: 'rls-policy-always-true',
  group: 'row security and PostgREST',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A policy of everybody for INSERT, UPDATE, DELETE or ALL whose expression is true for every row. Everybody with a grant writes every row, as if there were no row level security.',
  safeForm: 'Compare a column with who asks, as `owner_id = (SELECT auth.uid())`.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_update ON notes FOR UPDATE TO authenticated USING (true);`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_read ON notes FOR SELECT TO authenticated USING (true);
CREATE POLICY notes_update ON notes FOR UPDATE TO authenticated USING (owner_id = (SELECT auth.uid()));`,
  judge: ({ relations, api }) =>
    relations.flatMap((table) =>
      table.policies
        .filter((policy) => policy.isPermissive && isOfEverybody(policy, api) && letsAllWrite(policy))
        .map((policy) => ({
          object: partOf('policy', table, policy),
          message: `Policy ${policy.name} on ${nameOf(table)} lets ${policy.roles.join(', ')} ${verbs[policy.command]} every row.`,
        })),
    ),
};

const verbs: Readonly<Record<PolicyState['command'], string>> = {
  ALL: 'read and write',
  SELECT: 'read',
  INSERT: 'insert',
  UPDATE: 'update',
  DELETE: 'delete',
};

/** Without WITH CHECK, what is written must pass USING. */
function letsAllWrite({ command, using, check }: PolicyState): boolean {
  switch (command) {
    case 'SELECT':
      return false;
    case 'INSERT':
      return isAlwaysTrue(check);
    case 'UPDATE':
    case 'DELETE':
    case 'ALL':
      return isAlwaysTrue(using) || isAlwaysTrue(check);
  }
}
