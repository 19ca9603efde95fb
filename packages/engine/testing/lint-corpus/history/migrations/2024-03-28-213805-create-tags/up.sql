CREATE TABLE tags (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  label text NOT NULL,
  UNIQUE (owner_id, label)
);
CREATE TABLE task_tags (
  task_id bigint NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  tag_id bigint NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  PRIMARY KEY (task_id, tag_id)
);
CREATE INDEX task_tags_tag_id ON task_tags (tag_id);
CREATE INDEX task_tags_owner_id ON task_tags (owner_id);
ALTER TABLE tags ENABLE ROW LEVEL SECURITY;
CREATE POLICY tags_select_own ON tags FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY tags_insert_own ON tags FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON tags TO authenticated;
ALTER TABLE task_tags ENABLE ROW LEVEL SECURITY;
CREATE POLICY task_tags_select_own ON task_tags FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY task_tags_insert_own ON task_tags FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON task_tags TO authenticated;
