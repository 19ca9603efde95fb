DROP POLICY comments_insert_own ON comments;
CREATE POLICY comments_insert_own ON comments FOR INSERT TO authenticated
  WITH CHECK (author_id = auth.uid());
