ALTER TABLE tasks ALTER COLUMN position TYPE bigint;
