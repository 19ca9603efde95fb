CREATE TYPE member_role AS ENUM ('viewer', 'editor', 'owner');
CREATE TABLE members (
  workspace_id bigint NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  profile_id uuid NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  role member_role NOT NULL DEFAULT 'viewer',
  joined_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, profile_id)
);
CREATE INDEX members_profile_id ON members (profile_id);
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY members_select_own ON members FOR SELECT TO authenticated USING (profile_id = (SELECT auth.uid()));
CREATE POLICY members_insert_own ON members FOR INSERT TO authenticated WITH CHECK (profile_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON members TO authenticated;
