ALTER TABLE pages DROP CONSTRAINT pages_project_id_fkey;
ALTER TABLE pages ADD CONSTRAINT pages_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) NOT VALID;
