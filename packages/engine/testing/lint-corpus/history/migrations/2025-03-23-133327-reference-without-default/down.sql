ALTER TABLE pages DROP COLUMN parent_id;
