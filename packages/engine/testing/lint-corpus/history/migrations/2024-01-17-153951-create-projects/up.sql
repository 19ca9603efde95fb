CREATE TABLE projects (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id bigint NOT NULL REFERENCES workspaces (id),
  owner_id uuid NOT NULL REFERENCES profiles (id),
  name text NOT NULL,
  code varchar(12) NOT NULL,
  budget numeric(10, 2) NOT NULL DEFAULT 0,
  starts_on date,
  archived boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX projects_workspace_id ON projects (workspace_id);
CREATE INDEX projects_owner_id ON projects (owner_id);
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
CREATE POLICY projects_select_own ON projects FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY projects_insert_own ON projects FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON projects TO authenticated;
