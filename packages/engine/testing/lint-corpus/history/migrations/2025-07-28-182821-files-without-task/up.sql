ALTER TABLE files DROP CONSTRAINT attachments_task_id_fkey;
