ALTER TABLE tasks DROP CONSTRAINT tasks_body_not_null;
