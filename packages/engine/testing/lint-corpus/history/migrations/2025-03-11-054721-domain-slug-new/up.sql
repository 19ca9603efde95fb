CREATE DOMAIN slug AS text CHECK (VALUE ~ '^[a-z0-9-]+$');
CREATE TABLE pages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  slug slug NOT NULL,
  body text
);
CREATE INDEX pages_owner_id ON pages (owner_id);
ALTER TABLE pages ENABLE ROW LEVEL SECURITY;
CREATE POLICY pages_select_own ON pages FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY pages_insert_own ON pages FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON pages TO authenticated;
