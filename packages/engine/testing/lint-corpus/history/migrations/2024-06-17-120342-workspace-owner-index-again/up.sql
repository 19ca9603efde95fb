CREATE INDEX CONCURRENTLY IF NOT EXISTS workspaces_owner_name ON workspaces (owner_id, name);
