ALTER TABLE tasks VALIDATE CONSTRAINT tasks_body_not_null;
