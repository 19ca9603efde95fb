import { isReachable, nameOf, objectOf, servedRelations } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** A table that is served to nobody. */
export const tableWithoutGrant: StateRule = {
  name: 'table-without-grant',
  group: 'row security and PostgREST',
  severity: 'notice',
  decidedBy: 'schema',
  finds:
    'A table or view in a schema that PostgREST serves, without a grant to any role of requests. PostgREST answers every request for it with 401 or 403 (`permission denied`).',
  safeForm: 'Grant what requests may do, or make it in a schema that is not served.',
  example: 'CREATE TABLE notes (id uuid PRIMARY KEY);',
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY);
GRANT SELECT ON notes TO authenticated;`,
  judge: (facts) =>
    servedRelations(facts)
      .filter((relation) => !relation.isPartition && !isReachable(relation))
      .map((relation) => ({
        object: objectOf(relation),
        message: `${relation.kind === 'table' ? 'Table' : 'View'} ${nameOf(relation)} is in a schema that PostgREST serves, and ${facts.api.roles.map(({ name }) => name).join(', ')} may do nothing with it.`,
      })),
};
