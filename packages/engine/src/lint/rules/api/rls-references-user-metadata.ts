import { nameOf, partOf } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** A policy that believes what users say of themselves. */
export const rlsReferencesUserMetadata: StateRule = {
  name: 'rls-references-user-metadata',
  group: 'row security and PostgREST',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A policy that reads `user_metadata` of the JWT. Users change their user_metadata themselves, and so what the policy lets them do.',
  safeForm: 'Read `app_metadata`, which only the server writes, or a table of roles.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_admin ON notes TO authenticated
  USING ((SELECT current_setting('request.jwt.claims', true)::jsonb -> 'user_metadata' ->> 'role') = 'admin');`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_admin ON notes TO authenticated
  USING ((SELECT current_setting('request.jwt.claims', true)::jsonb -> 'app_metadata' ->> 'role') = 'admin');`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      table.policies
        .filter(({ using, check }) => /user_metadata/.test(`${using} ${check}`))
        .map((policy) => ({
          object: partOf('policy', table, policy),
          message: `Policy ${policy.name} on ${nameOf(table)} decides by user_metadata, which users write themselves.`,
        })),
    ),
};
