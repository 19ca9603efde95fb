CREATE TABLE drafts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  body jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX drafts_owner_id ON drafts (owner_id);
ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
CREATE POLICY drafts_select_own ON drafts FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY drafts_insert_own ON drafts FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON drafts TO authenticated;
