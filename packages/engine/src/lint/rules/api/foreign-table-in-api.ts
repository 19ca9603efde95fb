import { nameOf, objectOf, rolesWith, servedRelations } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** Rows of another server that no policy of this one guards. */
export const foreignTableInApi: StateRule = {
  name: 'foreign-table-in-api',
  group: 'row security and PostgREST',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A foreign table that requests read. A foreign table can have no row level security: every row of the other server is shown.',
  safeForm: 'Move it to a schema that is not served, and give requests a view over it that says which rows.',
  example: `CREATE FOREIGN DATA WRAPPER elsewhere;
CREATE SERVER warehouse FOREIGN DATA WRAPPER elsewhere;
CREATE FOREIGN TABLE stock (id int) SERVER warehouse;
GRANT SELECT ON stock TO authenticated;`,
  safeExample: `CREATE SCHEMA private;
CREATE FOREIGN DATA WRAPPER elsewhere;
CREATE SERVER warehouse FOREIGN DATA WRAPPER elsewhere;
CREATE FOREIGN TABLE private.stock (id int) SERVER warehouse;
CREATE VIEW stock AS SELECT id FROM private.stock WHERE id > 0;
GRANT SELECT ON stock TO authenticated;`,
  judge: (facts) =>
    servedRelations(facts).flatMap((table) => {
      const readers = rolesWith(table, 'SELECT');
      if (table.kind !== 'foreign-table' || readers.length === 0) return [];
      const message = `Foreign table ${nameOf(table)} shows ${readers.join(', ')} every row.`;
      return { object: objectOf(table), message };
    }),
};
