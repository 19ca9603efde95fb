-- A workspace belongs to the profile that made it.
CREATE TABLE workspaces (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 80),
  slug text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX workspaces_owner_id ON workspaces (owner_id);
ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
CREATE POLICY workspaces_select_own ON workspaces FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY workspaces_insert_own ON workspaces FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON workspaces TO authenticated;
