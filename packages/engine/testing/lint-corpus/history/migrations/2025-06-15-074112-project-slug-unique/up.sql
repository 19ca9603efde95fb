ALTER TABLE projects ADD CONSTRAINT projects_slug_key UNIQUE (slug);
