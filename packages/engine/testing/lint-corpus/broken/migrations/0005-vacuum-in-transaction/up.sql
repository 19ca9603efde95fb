BEGIN;
DELETE FROM notes WHERE body = '';
VACUUM notes;
COMMIT;
