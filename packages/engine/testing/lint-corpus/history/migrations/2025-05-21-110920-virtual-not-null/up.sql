ALTER TABLE tasks ADD COLUMN title_length integer GENERATED ALWAYS AS (char_length(title)) VIRTUAL NOT NULL;
