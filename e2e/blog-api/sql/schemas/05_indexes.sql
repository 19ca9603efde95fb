-- Indexes of the tables of 01_main.sql: CREATE INDEX IF NOT EXISTS. On a large table in use build it by a migration
-- instead, with CREATE INDEX CONCURRENTLY (nx g @pgrestify/nx:migration --kind=add-index).

CREATE INDEX IF NOT EXISTS idx_users_created_at ON users (created_at);

CREATE INDEX IF NOT EXISTS idx_posts_author_id ON posts (author_id);
CREATE INDEX IF NOT EXISTS idx_posts_published ON posts (created_at) WHERE published;
CREATE INDEX IF NOT EXISTS idx_comments_post_id ON comments (post_id);
CREATE INDEX IF NOT EXISTS idx_comments_author_id ON comments (author_id);
