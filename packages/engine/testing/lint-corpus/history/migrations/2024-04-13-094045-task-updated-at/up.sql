ALTER TABLE tasks ADD COLUMN updated_at timestamptz;
UPDATE tasks SET updated_at = created_at;
