-- One BEGIN … COMMIT around all of it, as psql scripts have it.
BEGIN;
ALTER TABLE tags ADD COLUMN shortcut text;
COMMIT;
