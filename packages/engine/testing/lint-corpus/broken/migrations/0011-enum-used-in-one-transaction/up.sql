BEGIN;
ALTER TYPE note_state ADD VALUE 'gone' AFTER 'open';
UPDATE notes SET state = 'gone' WHERE body = '';
COMMIT;
