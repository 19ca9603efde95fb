DROP TABLE private.settings;
DROP SCHEMA private;
