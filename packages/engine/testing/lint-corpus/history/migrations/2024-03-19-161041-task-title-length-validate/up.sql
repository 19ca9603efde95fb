ALTER TABLE tasks VALIDATE CONSTRAINT tasks_title_length;
