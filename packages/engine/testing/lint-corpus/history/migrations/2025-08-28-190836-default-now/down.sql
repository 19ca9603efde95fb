ALTER TABLE pages DROP COLUMN imported_at;
