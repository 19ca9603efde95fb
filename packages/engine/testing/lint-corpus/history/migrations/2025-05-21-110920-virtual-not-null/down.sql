ALTER TABLE tasks DROP COLUMN title_length;
