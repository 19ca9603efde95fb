CREATE TABLE api_keys (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  secret text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_keys_owner_id ON api_keys (owner_id);
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON api_keys TO authenticated;
