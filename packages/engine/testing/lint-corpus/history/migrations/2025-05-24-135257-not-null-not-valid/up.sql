-- Since 18: checked for new rows at once, for old ones by VALIDATE.
ALTER TABLE tasks ADD CONSTRAINT tasks_body_not_null NOT NULL body NOT VALID;
