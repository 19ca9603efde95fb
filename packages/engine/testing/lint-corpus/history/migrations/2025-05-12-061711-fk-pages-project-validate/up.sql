ALTER TABLE pages VALIDATE CONSTRAINT pages_project_id_fkey;
