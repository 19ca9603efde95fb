ALTER TABLE tasks DROP COLUMN updated_at;
