CREATE INDEX CONCURRENTLY IF NOT EXISTS pages_project_id ON pages (project_id);
