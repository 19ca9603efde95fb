-- Replaced in one transaction: at no time is it without one.
DROP POLICY IF EXISTS comments_insert_own ON comments;
CREATE POLICY comments_insert_own ON comments FOR INSERT TO authenticated
  WITH CHECK (author_id = (SELECT auth.uid()) AND char_length(body) > 0);
