CREATE TABLE imports (
  code text NOT NULL,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  state text NOT NULL DEFAULT 'new'
);
ALTER TABLE imports ADD PRIMARY KEY (code);
CREATE INDEX imports_owner_id ON imports (owner_id);
ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
CREATE POLICY imports_select_own ON imports FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY imports_insert_own ON imports FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON imports TO authenticated;
