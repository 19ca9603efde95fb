CREATE INDEX CONCURRENTLY IF NOT EXISTS tasks_owner_id ON tasks (owner_id);
