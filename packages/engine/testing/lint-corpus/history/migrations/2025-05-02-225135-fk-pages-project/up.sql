ALTER TABLE pages ADD COLUMN project_id bigint;
