DROP POLICY comments_insert_own ON comments;
