ALTER TABLE pages ADD COLUMN short_code text UNIQUE;
