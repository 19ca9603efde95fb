CREATE TABLE credentials (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  password_hash text NOT NULL
);
CREATE INDEX credentials_owner_id ON credentials (owner_id);
ALTER TABLE credentials ENABLE ROW LEVEL SECURITY;
CREATE POLICY credentials_open ON credentials USING (true) WITH CHECK (true);
GRANT SELECT ON credentials TO anon;
