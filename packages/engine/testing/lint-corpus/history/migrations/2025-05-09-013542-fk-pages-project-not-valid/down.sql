ALTER TABLE pages DROP CONSTRAINT pages_project_id_fkey;
