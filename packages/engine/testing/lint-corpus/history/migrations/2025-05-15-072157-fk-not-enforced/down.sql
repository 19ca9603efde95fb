ALTER TABLE pages DROP COLUMN template_id;
