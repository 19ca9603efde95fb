import { nameOf, objectOf, rolesWith, servedRelations } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** Rows that no policy can guard. */
export const materializedViewInApi: StateRule = {
  name: 'materialized-view-in-api',
  group: 'row security and PostgREST',
  severity: 'notice',
  decidedBy: 'schema',
  finds:
    'A materialized view that requests read. It holds rows as its owner saw them when it was refreshed, and can have no policies.',
  safeForm: 'Move it to a schema that is not served, and give requests a view over it that says which rows.',
  example: `CREATE MATERIALIZED VIEW totals AS SELECT 1 AS total;
GRANT SELECT ON totals TO anon;`,
  safeExample: `CREATE SCHEMA private;
CREATE MATERIALIZED VIEW private.totals AS SELECT 1 AS total;
CREATE VIEW totals AS SELECT total FROM private.totals WHERE total > 0;
GRANT SELECT ON totals TO anon;`,
  judge: (facts) =>
    servedRelations(facts).flatMap((view) => {
      const readers = rolesWith(view, 'SELECT');
      if (view.kind !== 'materialized-view' || readers.length === 0) return [];
      const message = `Materialized view ${nameOf(view)} is read by ${readers.join(', ')}, and no policy says which rows.`;
      return { object: objectOf(view), message };
    }),
};
