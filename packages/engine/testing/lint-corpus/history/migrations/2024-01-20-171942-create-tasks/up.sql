CREATE TABLE tasks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  assignee_id uuid REFERENCES profiles (id),
  owner_id uuid NOT NULL,
  title text NOT NULL,
  body text,
  state text NOT NULL DEFAULT 'open',
  position integer NOT NULL DEFAULT 0,
  due_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tasks_project_id ON tasks (project_id, position);
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY tasks_select_own ON tasks FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY tasks_insert_own ON tasks FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON tasks TO authenticated;
