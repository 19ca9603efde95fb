CREATE INDEX CONCURRENTLY IF NOT EXISTS workspaces_owner_id ON workspaces (owner_id);
