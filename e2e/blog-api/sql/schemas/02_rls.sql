-- Row level security: policies say which rows, grants which commands. Runs before the migrations, again whenever it was
-- edited: DROP POLICY IF EXISTS before each CREATE POLICY. Policies of a table that a migration creates belong in that
-- migration or in sql/repeatable.

ALTER TABLE users ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS users_select_own ON users;
CREATE POLICY users_select_own ON users
  FOR SELECT TO authenticated
  USING (id = (SELECT auth.uid()) OR (SELECT auth.role()) = 'admin');

DROP POLICY IF EXISTS users_update_own ON users;
CREATE POLICY users_update_own ON users
  FOR UPDATE TO authenticated
  USING (id = (SELECT auth.uid()))
  WITH CHECK (id = (SELECT auth.uid()));

DROP POLICY IF EXISTS users_insert_admin ON users;
CREATE POLICY users_insert_admin ON users
  FOR INSERT TO authenticated
  WITH CHECK ((SELECT auth.role()) = 'admin');

-- Not every column may be updated: users must not make themselves admin.
GRANT SELECT, INSERT ON users TO authenticated;
GRANT UPDATE (email, first_name, last_name) ON users TO authenticated;

ALTER TABLE posts ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS posts_select_published ON posts;
CREATE POLICY posts_select_published ON posts
  FOR SELECT TO anon, authenticated
  USING (published OR author_id = (SELECT auth.uid()));

DROP POLICY IF EXISTS posts_insert_own ON posts;
CREATE POLICY posts_insert_own ON posts
  FOR INSERT TO authenticated
  WITH CHECK (author_id = (SELECT auth.uid()));

DROP POLICY IF EXISTS posts_update_own ON posts;
CREATE POLICY posts_update_own ON posts
  FOR UPDATE TO authenticated
  USING (author_id = (SELECT auth.uid()))
  WITH CHECK (author_id = (SELECT auth.uid()));

DROP POLICY IF EXISTS posts_delete_own ON posts;
CREATE POLICY posts_delete_own ON posts
  FOR DELETE TO authenticated
  USING (author_id = (SELECT auth.uid()));

GRANT SELECT ON posts TO anon, authenticated;
GRANT INSERT, UPDATE, DELETE ON posts TO authenticated;

ALTER TABLE comments ENABLE ROW LEVEL SECURITY;

-- The policies of posts hold inside the sub-select, too: who can read a post can read its comments.
DROP POLICY IF EXISTS comments_select_of_post ON comments;
CREATE POLICY comments_select_of_post ON comments
  FOR SELECT TO anon, authenticated
  USING (EXISTS (SELECT FROM posts WHERE posts.id = comments.post_id));

DROP POLICY IF EXISTS comments_insert_own ON comments;
CREATE POLICY comments_insert_own ON comments
  FOR INSERT TO authenticated
  WITH CHECK (
    author_id = (SELECT auth.uid())
    AND EXISTS (SELECT FROM posts WHERE posts.id = comments.post_id)
  );

DROP POLICY IF EXISTS comments_update_own ON comments;
CREATE POLICY comments_update_own ON comments
  FOR UPDATE TO authenticated
  USING (author_id = (SELECT auth.uid()))
  WITH CHECK (
    author_id = (SELECT auth.uid())
    AND EXISTS (SELECT FROM posts WHERE posts.id = comments.post_id)
  );

DROP POLICY IF EXISTS comments_delete_own ON comments;
CREATE POLICY comments_delete_own ON comments
  FOR DELETE TO authenticated
  USING (author_id = (SELECT auth.uid()));

GRANT SELECT ON comments TO anon, authenticated;
GRANT INSERT, UPDATE, DELETE ON comments TO authenticated;
