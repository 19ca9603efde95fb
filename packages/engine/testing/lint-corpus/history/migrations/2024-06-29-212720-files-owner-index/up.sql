CREATE INDEX CONCURRENTLY IF NOT EXISTS files_owner_id ON files (owner_id);
