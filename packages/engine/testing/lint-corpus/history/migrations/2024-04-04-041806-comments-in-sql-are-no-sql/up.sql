-- ALTER TABLE tasks DROP COLUMN title;
/* DROP TABLE profiles; /* nested: TRUNCATE tasks; */ still a comment */
COMMENT ON TABLE tasks IS 'DROP TABLE tasks; -- only a text';
COMMENT ON TABLE comments IS E'It\'s a note; ALTER TABLE comments DROP COLUMN body;';
