ALTER TABLE projects ADD COLUMN slug text;
UPDATE projects SET slug = lower(name) WHERE slug IS NULL;
ALTER TABLE projects ALTER COLUMN slug SET NOT NULL;
