-- New and null everywhere: nothing is looked up.
ALTER TABLE pages ADD COLUMN parent_id bigint REFERENCES pages (id);
