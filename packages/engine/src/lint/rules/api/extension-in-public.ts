import type { StateRule } from '../../state/state-rule';

/** An extension whose functions are an API. */
export const extensionInPublic: StateRule = {
  name: 'extension-in-public',
  group: 'row security and PostgREST',
  severity: 'notice',
  decidedBy: 'schema',
  finds:
    'An extension in a schema that PostgREST serves. Its functions can be called by requests as /rpc/…, and its names stand among yours.',
  safeForm: 'Write CREATE EXTENSION … WITH SCHEMA extensions, for a schema that is not served.',
  example: 'CREATE EXTENSION pgcrypto;',
  safeExample: `CREATE SCHEMA extensions;
CREATE EXTENSION pgcrypto WITH SCHEMA extensions;`,
  judge: ({ extensions, api }) =>
    api.roles.length === 0
      ? []
      : extensions
          .filter(({ schema }) => api.schemas.includes(schema))
          .map(({ name, schema }) => ({
            object: { kind: 'extension', name },
            message: `Extension ${name} is in the schema ${schema}, which PostgREST serves.`,
          })),
};
