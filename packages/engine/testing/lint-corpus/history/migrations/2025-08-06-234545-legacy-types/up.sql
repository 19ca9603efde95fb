CREATE TABLE readings (
  id serial PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  unit char(8) NOT NULL,
  raw json NOT NULL,
  taken_at timestamp NOT NULL
);
CREATE INDEX readings_owner_id ON readings (owner_id);
ALTER TABLE readings ENABLE ROW LEVEL SECURITY;
CREATE POLICY readings_select_own ON readings FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY readings_insert_own ON readings FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON readings TO authenticated;
