ALTER TABLE tasks DROP CONSTRAINT tasks_public_id_key;
