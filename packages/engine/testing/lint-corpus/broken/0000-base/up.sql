CREATE TYPE note_state AS ENUM ('open');
CREATE TABLE notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL,
  body text NOT NULL,
  state note_state NOT NULL DEFAULT 'open'
);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_select_own ON notes FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
GRANT SELECT, UPDATE ON notes TO authenticated;
CREATE VIEW note_bodies WITH (security_invoker = true) AS SELECT id, body FROM notes;
