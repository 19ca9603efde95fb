CREATE TABLE holidays (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  during daterange NOT NULL
);
ALTER TABLE holidays ADD CONSTRAINT holidays_no_overlap EXCLUDE USING gist (during WITH &&);
CREATE INDEX holidays_owner_id ON holidays (owner_id);
ALTER TABLE holidays ADD CONSTRAINT holidays_not_empty CHECK (NOT isempty(during));
ALTER TABLE holidays ENABLE ROW LEVEL SECURITY;
CREATE POLICY holidays_select_own ON holidays FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY holidays_insert_own ON holidays FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON holidays TO authenticated;
