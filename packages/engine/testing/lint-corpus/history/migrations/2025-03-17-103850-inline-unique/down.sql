ALTER TABLE pages DROP COLUMN short_code;
