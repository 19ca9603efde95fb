ALTER TABLE tasks ADD CONSTRAINT tasks_title_length CHECK (char_length(title) <= 200) NOT VALID;
