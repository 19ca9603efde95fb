ALTER TABLE tasks ADD CONSTRAINT tasks_public_id_key UNIQUE (public_id);
