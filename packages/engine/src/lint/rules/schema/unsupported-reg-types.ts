import { nameOf, objectOf } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** A column that stops the upgrade of the server. */
export const unsupportedRegTypes: StateRule = {
  name: 'unsupported-reg-types',
  group: 'schema',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A column of regproc, regprocedure, regoper, regoperator, regconfig, regdictionary, regnamespace or regcollation. They hold OIDs that another server does not have: pg_upgrade refuses the database.',
  safeForm: 'Store the name as text, and cast where it is used.',
  example: 'CREATE TABLE searches (id uuid PRIMARY KEY, language regconfig);',
  safeExample: 'CREATE TABLE searches (id uuid PRIMARY KEY, language text);',
  judge: ({ relations }) =>
    relations
      .filter(({ kind }) => kind === 'table' || kind === 'materialized-view')
      .flatMap((table) =>
        table.columns
          .filter(({ type }) => unsupported.has(type.replace(/\[\]$/, '')))
          .map(({ name, type }) => ({
            object: objectOf(table),
            message: `Column ${name} of ${nameOf(table)} is ${type}, which pg_upgrade refuses.`,
          })),
      ),
};

/** `pg_upgrade` of PostgreSQL 18, check.c; regclass, regrole and regtype keep their OIDs. */
const unsupported: ReadonlySet<string> = new Set([
  ...[
    'regcollation',
    'regconfig',
    'regdictionary',
    'regnamespace',
    'regoper',
    'regoperator',
    'regproc',
    'regprocedure',
  ],
]);
