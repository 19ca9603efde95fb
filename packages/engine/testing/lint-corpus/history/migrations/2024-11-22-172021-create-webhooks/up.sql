CREATE TABLE webhooks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  url text NOT NULL
);
CREATE INDEX webhooks_owner_id ON webhooks (owner_id);
CREATE POLICY webhooks_own ON webhooks TO authenticated USING (owner_id = (SELECT auth.uid()));
GRANT SELECT ON webhooks TO authenticated;
