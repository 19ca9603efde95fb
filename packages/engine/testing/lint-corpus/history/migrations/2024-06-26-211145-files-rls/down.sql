ALTER TABLE files DROP COLUMN owner_id;
