CREATE INDEX CONCURRENTLY IF NOT EXISTS comments_task ON comments (task_id);
