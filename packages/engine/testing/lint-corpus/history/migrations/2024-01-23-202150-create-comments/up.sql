CREATE TABLE comments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id bigint NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  author_id uuid NOT NULL REFERENCES profiles (id),
  body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX comments_task_id ON comments (task_id);
CREATE INDEX comments_author_id ON comments (author_id);
ALTER TABLE comments ENABLE ROW LEVEL SECURITY;
CREATE POLICY comments_select_own ON comments FOR SELECT TO authenticated USING (author_id = (SELECT auth.uid()));
CREATE POLICY comments_insert_own ON comments FOR INSERT TO authenticated WITH CHECK (author_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON comments TO authenticated;
