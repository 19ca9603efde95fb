CREATE INDEX CONCURRENTLY IF NOT EXISTS tasks_due_at ON tasks (due_at);
