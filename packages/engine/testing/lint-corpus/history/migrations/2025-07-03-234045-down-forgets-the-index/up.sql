CREATE TABLE badges (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  label text NOT NULL
);
CREATE INDEX badges_owner_id ON badges (owner_id);
ALTER TABLE profiles ADD COLUMN badge_count integer NOT NULL DEFAULT 0;
ALTER TABLE badges ENABLE ROW LEVEL SECURITY;
CREATE POLICY badges_select_own ON badges FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY badges_insert_own ON badges FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON badges TO authenticated;
