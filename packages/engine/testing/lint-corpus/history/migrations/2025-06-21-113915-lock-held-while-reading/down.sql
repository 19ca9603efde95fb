DELETE FROM private.settings WHERE name = 'tasks';
ALTER TABLE members DROP COLUMN last_seen_at;
