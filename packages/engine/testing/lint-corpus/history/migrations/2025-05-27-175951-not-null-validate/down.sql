ALTER TABLE tasks DROP CONSTRAINT tasks_body_not_null;
ALTER TABLE tasks ADD CONSTRAINT tasks_body_not_null NOT NULL body NOT VALID;
