ALTER TABLE projects ADD COLUMN ends_on date;
CREATE INDEX CONCURRENTLY IF NOT EXISTS projects_ends_on ON projects (ends_on);
