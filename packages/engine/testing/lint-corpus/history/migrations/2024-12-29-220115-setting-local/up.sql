SET LOCAL statement_timeout = '2min';
SET LOCAL lock_timeout = '2s';
UPDATE tasks SET state = 'open' WHERE state = 'new';
