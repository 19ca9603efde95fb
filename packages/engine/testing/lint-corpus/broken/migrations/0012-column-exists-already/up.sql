ALTER TABLE notes ADD COLUMN id bigint;
