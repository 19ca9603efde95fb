CREATE TABLE tags (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  description text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tags_name_key UNIQUE (name)
);

CREATE TRIGGER tags_updated_at
  BEFORE UPDATE ON tags
  FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE tags ENABLE ROW LEVEL SECURITY;

CREATE POLICY tags_select_all ON tags
  FOR SELECT TO anon, authenticated
  USING (true);

CREATE POLICY tags_insert_admin ON tags
  FOR INSERT TO authenticated
  WITH CHECK ((SELECT auth.role()) = 'admin');

CREATE POLICY tags_update_admin ON tags
  FOR UPDATE TO authenticated
  USING ((SELECT auth.role()) = 'admin')
  WITH CHECK ((SELECT auth.role()) = 'admin');

CREATE POLICY tags_delete_admin ON tags
  FOR DELETE TO authenticated
  USING ((SELECT auth.role()) = 'admin');

GRANT SELECT ON tags TO anon, authenticated;
GRANT INSERT, UPDATE, DELETE ON tags TO authenticated;
