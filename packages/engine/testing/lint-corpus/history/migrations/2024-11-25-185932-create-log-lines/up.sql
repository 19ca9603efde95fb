CREATE TABLE log_lines (
  owner_id uuid NOT NULL REFERENCES profiles (id),
  line text NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX log_lines_owner_id ON log_lines (owner_id);
ALTER TABLE log_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY log_lines_select_own ON log_lines FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY log_lines_insert_own ON log_lines FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON log_lines TO authenticated;
