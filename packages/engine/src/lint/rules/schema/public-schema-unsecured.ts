import type { StateFacts } from '../../state/state-facts';
import type { StateRule } from '../../state/state-rule';

/** A schema in which everybody can put objects before yours. New databases have `public` so before PostgreSQL 15. */
export const publicSchemaUnsecured: StateRule = {
  name: 'public-schema-unsecured',
  group: 'schema',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A schema in which everybody may create objects; before PostgreSQL 15 that is `public` of every new database. Whoever can connect can put a function or an operator there that others then call.',
  safeForm: 'Run REVOKE CREATE ON SCHEMA … FROM PUBLIC.',
  example: 'GRANT CREATE ON SCHEMA public TO PUBLIC;',
  safeExample: 'REVOKE CREATE ON SCHEMA public FROM PUBLIC;',
  judge: (facts) =>
    facts.schemas
      .filter(({ name, everybodyCreates }) => everybodyCreates && isOurs(name, facts))
      .map(({ name }) => ({
        object: { kind: 'schema', name },
        message: `Everybody may create objects in the schema ${name}.`,
      })),
};

/** What a server before 15 begins with matters where others than the owner log in. */
function isOurs(schema: string, { major, api }: StateFacts): boolean {
  return major >= 15 || schema !== 'public' || api.roles.length > 0;
}
