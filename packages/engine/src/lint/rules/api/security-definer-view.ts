import { nameOf, objectOf, readTables, rolesWith, servedRelations } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** A view by which requests read what the policies of its tables would not let them. */
export const securityDefinerView: StateRule = {
  name: 'security-definer-view',
  group: 'row security and PostgREST',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A view that requests read, without `security_invoker`, over a table with row level security. It reads with the rights of its owner, to whom the policies of the table do not apply.',
  safeForm: 'Create it WITH (security_invoker = true), before PostgreSQL 15 as a function that asks who calls.',
  since: 15,
  example: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_own ON notes TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE VIEW note_ids AS SELECT id FROM notes;
GRANT SELECT ON note_ids TO authenticated;`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_own ON notes TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE VIEW note_ids WITH (security_invoker = true) AS SELECT id FROM notes;
GRANT SELECT ON notes, note_ids TO authenticated;`,
  judge: (facts) =>
    servedRelations(facts).flatMap((view) => {
      if (facts.major < 15) return [];
      const readers = rolesWith(view, 'SELECT');
      if (view.kind !== 'view' || view.securityInvoker || readers.length === 0) return [];
      const guarded = readTables(view, facts).filter(({ rowSecurity }) => rowSecurity);
      if (guarded.length === 0) return [];
      const tables = guarded.map(nameOf).join(', ');
      const message = `View ${nameOf(view)} shows ${readers.join(', ')} every row of ${tables}, past the policies.`;
      return { object: objectOf(view), message };
    }),
};
