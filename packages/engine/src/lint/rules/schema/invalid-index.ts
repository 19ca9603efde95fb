import { nameOf, partOf } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** An index that no query uses. */
export const invalidIndex: StateRule = {
  name: 'invalid-index',
  group: 'schema',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'An index that is not valid after all migrations: left by a failed CONCURRENTLY, or ON ONLY a partitioned table. No query uses it, a unique one guarantees nothing, and each write still keeps it.',
  safeForm: 'Drop and create it again; attach an index of each partition to one that is ON ONLY the parent.',
  example: `CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_id ON ONLY events (id);`,
  safeExample: `CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_id ON ONLY events (id);
CREATE INDEX events_2026_id ON events_2026 (id);
ALTER INDEX events_id ATTACH PARTITION events_2026_id;`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      table.indexes
        .filter(({ isValid }) => !isValid)
        .map((index) => ({
          object: partOf('index', table, index),
          message: `Index ${index.name} of ${nameOf(table)} is not valid.`,
        })),
    ),
};
