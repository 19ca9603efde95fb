ALTER TABLE tasks DROP CONSTRAINT tasks_owner_id_fkey;
