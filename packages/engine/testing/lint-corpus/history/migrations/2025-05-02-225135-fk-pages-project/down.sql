ALTER TABLE pages DROP COLUMN project_id;
